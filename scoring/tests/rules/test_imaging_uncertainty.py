"""Growth against the report's sentence on what is hard to tell apart."""

import pytest

from scoring.tests.cases import card, codes, paper_patient
from scoring.wording import describe

FIELD = "ct_abdomen.growth_pattern"
SETTLES = {"extraluminal": ["difficult"], "intraluminal": ["not_singled_out"]}
BOTH = ["difficult", "not_singled_out"]


def growing(growth, **sections):
    return card("imaging_uncertainty", {"ct_abdomen": [{"growth_pattern": growth}], **sections})


@pytest.mark.parametrize(
    ("growth", "outcome", "groups", "answer"),
    [
        ("extraluminal", "difficult", ["difficult"], "yes"),
        ("intraluminal", "not_singled_out", ["not_singled_out"], "no"),
        ("both", "undetermined", BOTH, "unknown"),
        (None, "undetermined", BOTH, "unknown"),
    ],
)
def test_growth_decides_only_where_one_component_is_named(growth, outcome, groups, answer):
    found = growing(growth)
    assert (found["outcome"], found["groups"]) == (outcome, groups)
    assert [(c["key"], c["answer"]) for c in found["criteria"]] == [
        ("extraluminal_predominant", answer)
    ]


@pytest.mark.parametrize("growth", ["extraluminal", "intraluminal"])
def test_a_known_growth_leaves_nothing_to_ask(growth):
    found = growing(growth)
    assert found["missing"] == []
    assert found["criteria"][0]["value"] == growth
    assert codes(found["caveats"]) == ["sometimes"]


def test_both_components_leave_open_which_one_predominates():
    found = growing("both")
    assert found["missing"] == [{"field": FIELD, "needs": "exact_value", "settles": SETTLES}]
    assert found["criteria"][0]["value"] == "both"
    assert codes(found["caveats"]) == ["both_components", "sometimes"]


@pytest.mark.parametrize(
    ("growth", "why", "needs"),
    [
        (None, "unanswered", "value"),
        ("not_assessed", "not_assessed", "value"),
        ("equivocal", "equivocal", "value"),
        ({"missing": "unknown"}, "unknown", "value"),
        ({"missing": "not_applicable"}, "not_applicable", "value"),
        ({"value": "both", "alternatives": [{"value": "extraluminal"}]}, "conflict", "agreement"),
        ("sideways", "unreadable", "value"),
    ],
)
def test_an_unknown_growth_keeps_its_reason(growth, why, needs):
    found = growing(growth)
    assert found["outcome"] == "undetermined"
    assert found["missing"] == [{"field": FIELD, "needs": needs, "settles": SETTLES, "why": why}]
    assert found["criteria"] == [
        {"key": "extraluminal_predominant", "answer": "unknown", "why": why}
    ]
    assert codes(found["caveats"]) == ["sometimes"]


def test_the_latest_study_that_names_a_growth_counts():
    scans = [
        {"date": "2021-03", "growth_pattern": "intraluminal"},
        {"date": "2021-01", "growth_pattern": "extraluminal"},
        {"date": "2021-05"},
    ]
    assert card("imaging_uncertainty", {"ct_abdomen": scans})["outcome"] == "not_singled_out"


@pytest.mark.parametrize(
    ("diagnosis", "status"),
    [
        ("leiomyosarcoma", "applicable"),
        ("undetermined", "applicable"),
        (None, "applicable"),
        ("lymphoma", "not_applicable"),
    ],
)
def test_nothing_is_to_be_told_apart_once_another_histology_is_sure(diagnosis, status):
    found = growing("extraluminal", pathology=[{"diagnosis": diagnosis}])
    assert (found["applicability"], found["outcome"]) == (status, "difficult")
    is_other = status == "not_applicable"
    assert found["reasons"] == [{"code": "histology", "value": diagnosis}] * is_other


# -- the card ----------------------------------------------------------------------------------
def test_the_card_names_its_rule_and_its_source():
    found = card("imaging_uncertainty", {})
    assert (found["rule"], found["version"]) == ("imaging_uncertainty", "1")
    assert (found["applicability"], found["reasons"]) == ("applicable", [])
    assert found["citation"] == (
        "Bilgo et al., case report: leiomyosarcoma of the inferior vena cava with right renal "
        "invasion, lines 122-129"
    )


# -- in words ----------------------------------------------------------------------------------
def test_the_papers_patient_in_words():
    text = describe(card("imaging_uncertainty", paper_patient()))
    assert text.headline == "Undetermined: the growth is not recorded"
    assert text.lines == ()
    assert text.missing == (
        "CT abdomen: Growth. If extraluminal: hard to tell from another retroperitoneal sarcoma; "
        "if intraluminal: not singled out by the report as hard to tell apart.",
    )
    assert text.caveats == (
        "The report calls the distinction sometimes difficult whatever the growth.",
    )


@pytest.mark.parametrize(
    ("growth", "headline"),
    [
        (
            "extraluminal",
            "Hard to tell from another retroperitoneal sarcoma",
        ),
        (
            "intraluminal",
            "Not singled out by the report as hard to tell apart",
        ),
        (
            "both",
            "Undetermined: which component predominates is not recorded",
        ),
    ],
)
def test_headlines(growth, headline):
    text = describe(growing(growth))
    assert text.headline == headline


def test_what_both_means_is_said():
    text = describe(growing("both"))
    assert text.caveats[0] == (
        "Both components are recorded and not which one predominates; the report speaks of a "
        "predominant one outside the lumen."
    )
    assert text.missing[0].startswith("CT abdomen: Growth, more exactly. If extraluminal: hard")
    assert text.criteria[0].detail == "both"


def test_another_histology_in_words():
    text = describe(growing("extraluminal", pathology=[{"diagnosis": "lymphoma"}]))
    assert text.headline == "Not applicable. Hard to tell from another retroperitoneal sarcoma"
    assert text.lines == ("Not applicable: the histology is lymphoma.",)
