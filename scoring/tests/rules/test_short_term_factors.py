"""Factors of short-term survival: a list of four that is counted, never a score."""

from itertools import product

import pytest

from scoring.tests.cases import ABSENT, answers, card, cava_patient, paper_patient, varied
from scoring.tests.oracles import POSITIONS, segments
from scoring.wording import describe

KEY = "short_term_factors"
KEYS = ("level_iii", "right_atrium", "endoluminal_bud", "macroscopic_residual")
SAID = {"yes": "present", "no": "absent", "unknown": "not_assessed"}
NOT_APPLICABLE = {"missing": "not_applicable"}


def patient(level, atrium, bud, residual):
    """Limits end below III for a no: an atrium that is reached contradicts that."""
    upper = {"yes": "suprahepatic", "no": "suprarenal"}.get(level)
    document = cava_patient(ivc_upper=upper, invades_right_atrium=SAID_OF_ATRIUM[atrium])
    document["assessment"] = {"endoluminal_bud": SAID[bud]}
    document["pathology"][0]["macroscopic_residual"] = SAID[residual]
    return document


SAID_OF_ATRIUM = {"yes": "present", "no": "absent", "unknown": "equivocal"}


@pytest.mark.parametrize("combination", list(product(("yes", "no", "unknown"), repeat=4)))
def test_every_combination_of_answers(combination):
    found = card(KEY, patient(*combination))
    if combination[:2] == ("no", "yes"):
        combination = ("unknown", *combination[1:])
    assert tuple(each["answer"] for each in found["criteria"]) == combination
    low, open_ones = combination.count("yes"), combination.count("unknown")
    figures = {key: found[key] for key in ("counted", "low", "high", "of")}
    assert figures == {"counted": low, "low": low, "high": low + open_ones, "of": 4}
    assert len(found["missing"]) == open_ones
    assert "groups" not in found


@pytest.mark.parametrize("place", range(4))
def test_knowing_more_never_widens_the_range(place):
    for others in product(("yes", "no", "unknown"), repeat=3):
        combination = [*others[:place], "unknown", *others[place:]]
        before = card(KEY, patient(*combination))
        for answer in ("yes", "no"):
            known = [*others[:place], answer, *others[place:]]
            if ["no", "yes"] in (known[:2], combination[:2]):
                continue
            after = card(KEY, patient(*known))
            assert before["low"] <= after["low"] <= after["high"] <= before["high"]


# -- the paper's patient -----------------------------------------------------------------------
def test_the_papers_patient_has_none_to_three():
    found = card(KEY, paper_patient())
    assert answers(KEY, paper_patient()) == {
        "level_iii": "unknown",
        "right_atrium": "unknown",
        "endoluminal_bud": "unknown",
        "macroscopic_residual": "no",
    }
    assert (found["low"], found["high"]) == (0, 3)
    assert found["applicability"] == "applicable"
    assert [entry["field"] for entry in found["missing"]] == [
        "ct_abdomen.ivc_upper",
        "ct_abdomen.invades_right_atrium",
        "assessment.endoluminal_bud",
    ]
    assert found["caveats"] == [{"code": "residual_from_margins"}]


def test_the_papers_patient_in_words():
    text = describe(card(KEY, paper_patient()))
    assert text.headline == "0 of 4 known to be present, up to 3 possible"
    assert text.short == "Short-term factors: 0 to 3 of 4"
    assert text.lines == (
        "A list, not a score: the factors are not weighted against each other.",
        "In the series that the report cites, short-term meant death within two years.",
    )
    assert [each.detail for each in text.criteria] == [
        *["not recorded"] * 3,
        "from the margins",
    ]
    assert text.caveats == (
        "Whether tumour was left behind is not stated; by its margins the resection is R0, which "
        "is taken for complete.",
    )


def test_a_complete_list_needs_no_range():
    text = describe(card(KEY, patient("yes", "yes", "no", "no")))
    assert (text.headline, text.short) == ("2 of 4 present", "Short-term factors: 2 of 4")


# -- level III ---------------------------------------------------------------------------------
@pytest.mark.parametrize(("lower", "upper"), list(product((None, *POSITIONS), repeat=2)))
def test_level_iii_by_the_limits_alone(lower, upper):
    certain, possible = segments(lower, upper)
    answer = "unknown"
    if "III" in certain:
        answer = "yes"
    elif possible and "III" not in possible:
        answer = "no"
    assert answers(KEY, cava_patient(ivc_lower=lower, ivc_upper=upper))["level_iii"] == answer


def test_invasion_only_suggests_level_iii():
    criterion = card(KEY, cava_patient(invades_hepatic_veins="present"))["criteria"][0]
    assert criterion == {
        "key": "level_iii",
        "answer": "unknown",
        "why": "unanswered",
        "suggested": ["III"],
    }


def test_limits_below_an_invaded_hepatic_vein_leave_it_open_and_ask_for_consistency():
    document = cava_patient(ivc_upper="suprarenal", invades_hepatic_veins="present")
    found = card(KEY, document)
    assert found["criteria"][0] == {
        "key": "level_iii",
        "answer": "unknown",
        "suggested": ["III"],
    }
    assert found["missing"][0] == {
        "field": "ct_abdomen.ivc_upper",
        "needs": "consistency",
        "settles": {},
    }
    assert describe(found).criteria[0].detail == "only suggested"


def test_limits_on_which_sources_disagree_ask_for_agreement():
    disputed = {"value": "suprarenal", "alternatives": [{"value": "suprahepatic"}]}
    entry = card(KEY, cava_patient(ivc_upper=disputed))["missing"][0]
    assert (entry["needs"], entry["why"]) == ("agreement", "conflict")


def test_contradictory_limits_leave_one_factor_open_and_not_the_list():
    document = cava_patient(ivc_lower="suprahepatic", ivc_upper="infrarenal")
    found = card(KEY, document)
    assert (found["applicability"], found["criteria"][0]["answer"]) == ("applicable", "unknown")


# -- macroscopic residual ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("residual", "margin", "recut", "answer", "is_derived"),
    [
        (ABSENT, "clear", "clear", "no", True),
        ("not_assessed", "clear", "clear", "no", True),
        (ABSENT, "clear", "not_done", "no", True),
        (ABSENT, "clear", ABSENT, "unknown", False),
        (ABSENT, ABSENT, "clear", "unknown", False),
        (ABSENT, "involved", "clear", "unknown", False),
        (ABSENT, "clear", "involved", "unknown", False),
        (ABSENT, ABSENT, ABSENT, "unknown", False),
        ("equivocal", "clear", "clear", "unknown", False),
        ("present", "clear", "clear", "yes", False),
        ("absent", "involved", "involved", "no", False),
        (NOT_APPLICABLE, "clear", "clear", "not_applicable", False),
    ],
)
def test_macroscopic_residual_said_or_by_margins(residual, margin, recut, answer, is_derived):
    document = varied(
        paper_patient(),
        pathology__macroscopic_residual=residual,
        pathology__margin_specimen=margin,
        pathology__margin_ivc_recut=recut,
    )
    found = card(KEY, document)
    criterion = found["criteria"][-1]
    assert (criterion["answer"], "margins" in criterion) == (answer, is_derived)
    assert found["caveats"] == [{"code": "residual_from_margins"}] * is_derived


def test_what_does_not_apply_is_not_among_those_counted():
    document = varied(paper_patient(), assessment__endoluminal_bud=NOT_APPLICABLE)
    found = card(KEY, document)
    assert (found["low"], found["high"], found["of"]) == (0, 2, 3)


def test_the_list_is_not_for_another_tumour():
    found = card(KEY, varied(paper_patient(), pathology__diagnosis="renal_cell_carcinoma"))
    assert found["applicability"] == "not_applicable"
    text = describe(found)
    assert text.headline == "Not applicable. 0 of 4 known to be present, up to 3 possible"
    assert text.short == "Short-term factors: not applicable"
    assert text.lines[0] == (
        "Not applicable: listed for leiomyosarcoma of the cava; here the histology is renal-cell "
        "carcinoma."
    )


def test_an_atrium_reached_by_the_limit_and_free_on_ct_is_open():
    found = card(KEY, cava_patient(ivc_upper="right_atrium", invades_right_atrium="absent"))
    assert found["criteria"][1] == {"key": "right_atrium", "answer": "unknown", "why": "conflict"}
    assert (found["low"], found["high"]) == (1, 4)
    assert found["missing"][0] == {
        "field": "ct_abdomen.invades_right_atrium",
        "needs": "consistency",
        "settles": {},
        "why": "conflict",
    }


@pytest.mark.parametrize(
    ("reported", "answer"),
    [("R0", "no"), ("R2", "yes"), ("R1", "unknown"), ("R0_R1", "unknown"), ("RX", "unknown")],
)
def test_a_class_as_reported_answers_for_what_nobody_said(reported, answer):
    specimen = {"specimen": "resection", "residual_reported": reported}
    found = card(KEY, {"pathology": [specimen]})
    assert found["criteria"][3]["answer"] == answer
    said = [{"code": "residual_as_reported", "group": reported}]
    assert found["caveats"] == (said if answer != "unknown" else [])
    seen = card(KEY, {"pathology": [specimen | {"macroscopic_residual": "equivocal"}]})
    assert seen["criteria"][3]["answer"] == "unknown"


def test_a_class_as_reported_in_words():
    specimen = {"specimen": "resection", "residual_reported": "R2"}
    text = describe(card(KEY, {"pathology": [specimen]}))
    assert text.criteria[3].detail == "from the class as reported"
    assert text.caveats == (
        "Whether tumour was left behind is not stated; the resection is reported as R2.",
    )
