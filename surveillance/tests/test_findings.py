"""What the record leaves open until somebody resolves it."""

import pytest

from scoring.rules.corpus import documents
from scoring.tests.cases import ABSENT, card, paper_patient, varied
from surveillance.findings import open_findings

ROW = "0199d0de-0000-7000-8000-0000000000b1"


def found(**changes):
    """Codes of what is open in the published patient after changes."""
    return [note.code for note in open_findings(varied(paper_patient(), **changes))]


def test_the_published_chest_is_open_with_its_signs_and_explanations():
    (note,) = open_findings(paper_patient())
    assert note.as_dict() == {
        "code": "equivocal_ct_thorax",
        "row": ROW,
        "why": "equivocal",
        "signs": ["micronodules", "mediastino_hilar_adenopathy"],
        "differentials": ["metastasis", "tuberculosis_sequelae"],
    }


def test_only_signs_that_are_present_are_named():
    (note,) = open_findings(varied(paper_patient(), ct_thorax__micronodules="absent"))
    assert note.values["signs"] == ["mediastino_hilar_adenopathy"]


@pytest.mark.parametrize("how", ["pet", "ebus", "tuberculosis_tests", "repeat_ct", "biopsy"])
def test_a_resolved_chest_is_closed(how):
    changes = {"ct_thorax__resolution": how, "assessment__metastasis": "no"}
    assert found(**changes) == []


def test_a_resolution_that_is_recorded_as_unknown_resolves_nothing():
    assert found(ct_thorax__resolution={"missing": "unknown"}) == ["equivocal_ct_thorax"]


@pytest.mark.parametrize("reading", ["benign", "metastatic", ABSENT])
def test_a_chest_that_was_not_read_as_equivocal_is_closed(reading):
    assert found(ct_thorax__interpretation=reading, assessment__metastasis="no") == []


def test_sources_that_disagree_on_the_chest_leave_it_open():
    disputed = {"value": "equivocal", "alternatives": [{"value": "benign"}]}
    (note,) = open_findings(varied(paper_patient(), ct_thorax__interpretation=disputed))
    assert (note.code, note.values["why"]) == ("equivocal_ct_thorax", "conflict")


def test_a_later_study_takes_the_place_of_the_earlier_one():
    earlier = {"uid": "1", "date": "2024-01-10", "interpretation": "equivocal"}
    later = {"uid": "2", "date": "2024-04-10", "interpretation": "benign"}
    assert open_findings({"ct_thorax": [earlier, later]}) == ()
    turned = [{**later, "date": "2023-10"}, earlier]
    assert [note.values["row"] for note in open_findings({"ct_thorax": turned})] == ["1"]


def test_an_equivocal_metastasis_is_open_where_the_chest_is_not():
    assert found(ct_thorax__interpretation="benign") == ["equivocal_metastasis"]


@pytest.mark.parametrize("word", ["no", "yes", "not_assessed", ABSENT])
def test_a_metastasis_that_is_not_equivocal_is_not_open(word):
    assert found(ct_thorax__interpretation="benign", assessment__metastasis=word) == []


def test_an_empty_record_has_nothing_open():
    assert open_findings({}) == ()


def test_follow_up_acts_on_nothing_that_the_list_of_open_items_does_not_have():
    """Over the whole corpus; and where the chest or metastasis is open, it acts on one of them."""
    named = {
        "equivocal_ct_thorax": "ct_thorax.interpretation",
        "equivocal_metastasis": "assessment.metastasis",
    }
    seen = set()
    for document in documents():
        told = {note.code for note in open_findings(document)}
        listed = {each["key"] for each in card("open_items", document)["criteria"]}
        assert {named[code] for code in told} <= listed
        assert bool(told) is bool(set(named.values()) & listed)
        seen |= told
    assert seen == set(named)
