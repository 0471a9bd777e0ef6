"""CT signs: all answers to the four signs against the report's order, and Webb's figures."""

from fractions import Fraction
from itertools import product
from math import comb

import pytest

from scoring.rules.ct_signs import INTERVAL
from scoring.tests.cases import FINDING_WORDS, card, codes

LUMEN, IMPERCEPTIBLE = "lumen_invaded_and_dilated", "imperceptible_cava_lumen"
POSITIVE, NEGATIVE = "positive_embedded_ivc", "negative_embedded_ivc"
SIGNS = (LUMEN, IMPERCEPTIBLE, POSITIVE, NEGATIVE)
OUTCOMES = ("strong", "supportive", "weak_support", "not_supported")
ANSWERS = ("yes", "no", "unknown")
NOT_APPLICABLE = {"missing": "not_applicable"}
DISPUTED = {"value": "present", "alternatives": [{"value": "absent"}]}
WORDS = FINDING_WORDS | {"not_applicable": NOT_APPLICABLE}
ALL = list(product(ANSWERS, repeat=4))


def reading(answers):
    return {sign: WORDS[answer] for sign, answer in zip(SIGNS, answers, strict=True)}


def signs(*answers):
    return card("ct_signs", {"ct_signs": [reading(answers)]})


def by_the_report(lumen, imperceptible, positive, negative):
    """The report's order, typed from the clinical reference: rule R1."""
    if positive == "yes" and negative == "yes":
        return "contradiction"
    if lumen == "yes":
        return "strong"
    if imperceptible == "yes":
        return "supportive"
    if positive == "yes":
        return "weak_support"
    if lumen == "no" and imperceptible == "no" and positive == "no":
        return "not_supported"
    return "indeterminate"


def possible(answers):
    """The outcomes of all completions that do not contradict themselves, the strongest first."""
    ways = product(*(("yes", "no") if answer == "unknown" else (answer,) for answer in answers))
    reached = {by_the_report(*way) for way in ways}
    return [outcome for outcome in OUTCOMES if outcome in reached]


# -- all answers -------------------------------------------------------------------------------
def test_every_combination_is_as_the_report_orders_it():
    found = {answers: signs(*answers)["outcome"] for answers in ALL}
    assert found == {answers: by_the_report(*answers) for answers in ALL}
    assert len(found) == 81


def test_what_is_still_possible_equals_trying_everything():
    found = {answers: signs(*answers)["groups"] for answers in ALL}
    assert found == {answers: possible(answers) for answers in ALL}


def test_a_sign_that_does_not_apply_is_open_and_never_absent():
    for answers in product((*ANSWERS, "not_applicable"), repeat=4):
        as_open = tuple("unknown" if each == "not_applicable" else each for each in answers)
        found, other = signs(*answers), signs(*as_open)
        assert (found["outcome"], found["groups"]) == (other["outcome"], other["groups"])
        assert [each["answer"] for each in found["criteria"]] == list(answers)


@pytest.mark.parametrize("place", range(4))
def test_knowing_a_sign_never_opens_an_outcome(place):
    for others in product(ANSWERS, repeat=3):
        before = signs(*others[:place], "unknown", *others[place:])["groups"]
        for answer in ("yes", "no"):
            after = signs(*others[:place], answer, *others[place:])["groups"]
            assert set(after) <= set(before)


# -- what is missing ---------------------------------------------------------------------------
def test_a_missing_sign_says_what_each_answer_would_leave():
    for answers in ALL:
        if by_the_report(*answers) == "contradiction":
            continue
        settles = {
            f"ct_signs.{sign}": {
                answer: possible((*answers[:place], answer, *answers[place + 1 :]))
                for answer in ("yes", "no")
            }
            for place, sign in enumerate(SIGNS)
            if answers[place] == "unknown"
        }
        changing = {
            field: left
            for field, left in settles.items()
            if any(each != possible(answers) for each in left.values())
        }
        missing = signs(*answers)["missing"]
        assert {entry["field"]: entry["settles"] for entry in missing} == changing
        assert {entry["needs"] for entry in missing} <= {"value"}


def test_an_indeterminate_card_asks_for_each_sign_that_is_open():
    for answers in ALL:
        found = signs(*answers)
        if found["outcome"] == "indeterminate":
            asked = {entry["field"] for entry in found["missing"]}
            pairs = zip(SIGNS[:3], answers[:3], strict=True)
            is_open = {f"ct_signs.{sign}" for sign, answer in pairs if answer == "unknown"}
            assert asked - {f"ct_signs.{NEGATIVE}"} == is_open


def test_the_strongest_sign_is_asked_first():
    missing = card("ct_signs", {})["missing"]
    assert [entry["field"] for entry in missing] == [f"ct_signs.{sign}" for sign in SIGNS]
    assert missing[0]["settles"] == {"yes": ["strong"], "no": list(OUTCOMES[1:])}


def test_a_sign_that_could_only_contradict_is_asked_last():
    missing = signs("unknown", "no", "unknown", "yes")["missing"]
    assert [(entry["field"], entry["settles"]) for entry in missing] == [
        (f"ct_signs.{LUMEN}", {"yes": ["strong"], "no": ["not_supported"]}),
        (f"ct_signs.{POSITIVE}", {"yes": [], "no": ["strong", "not_supported"]}),
    ]


# -- contradiction -----------------------------------------------------------------------------
def test_a_cava_embedded_both_ways_blocks_the_result():
    found = signs("no", "unknown", "yes", "yes")
    assert (found["outcome"], found["groups"]) == ("contradiction", [])
    assert found["reasons"] == [{"code": "signs_contradict"}]
    assert codes(found["caveats"]) == ["few_cases", "no_diagnosis"]
    assert found["missing"] == [
        {
            "field": f"ct_signs.{POSITIVE}",
            "needs": "consistency",
            "settles": {"no": ["supportive", "not_supported"]},
        },
        {
            "field": f"ct_signs.{NEGATIVE}",
            "needs": "consistency",
            "settles": {"no": ["supportive", "weak_support"]},
        },
    ]


def test_the_contradiction_stands_across_two_readings():
    readings = [
        {"date": "2021-01", NEGATIVE: "present"},
        {"date": "2021-03", POSITIVE: "present"},
    ]
    assert card("ct_signs", {"ct_signs": readings})["outcome"] == "contradiction"


# -- readings ----------------------------------------------------------------------------------
def test_the_latest_reading_that_says_something_counts_for_each_sign():
    readings = [
        {"date": "2021-03", LUMEN: "absent", IMPERCEPTIBLE: "not_assessed"},
        {"date": "2021-01", LUMEN: "present", IMPERCEPTIBLE: "present"},
    ]
    found = card("ct_signs", {"ct_signs": readings})
    assert [each["answer"] for each in found["criteria"]] == ["no", "yes", "unknown", "unknown"]
    assert found["outcome"] == "supportive"


@pytest.mark.parametrize(
    ("value", "why", "needs"),
    [
        (None, "unanswered", "value"),
        ("not_assessed", "not_assessed", "value"),
        ("equivocal", "equivocal", "value"),
        (DISPUTED, "conflict", "agreement"),
        (NOT_APPLICABLE, "not_applicable", "value"),
        ("perhaps", "unreadable", "value"),
    ],
)
@pytest.mark.parametrize("sign", SIGNS[:3])
def test_a_sign_that_is_not_known_keeps_its_reason(sign, value, why, needs):
    known = dict.fromkeys(SIGNS, "absent") | {sign: value}
    found = card("ct_signs", {"ct_signs": [known]})
    assert found["outcome"] == "indeterminate"
    assert {each["key"]: each.get("why") for each in found["criteria"]}[sign] == why
    (entry,) = found["missing"]
    assert (entry["field"], entry["needs"], entry["why"]) == (f"ct_signs.{sign}", needs, why)


# -- for whom ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("diagnosis", "certainty", "status"),
    [
        ("leiomyosarcoma", "definite", "applicable"),
        (None, None, "applicable"),
        ("undetermined", None, "applicable"),
        ("renal_cell_carcinoma", "possible", "applicable"),
        ("renal_cell_carcinoma", "definite", "not_applicable"),
        ("liposarcoma", None, "not_applicable"),
    ],
)
def test_the_signs_do_not_apply_once_another_histology_is_sure(diagnosis, certainty, status):
    pathology = [{"diagnosis": diagnosis, "certainty": certainty}]
    found = card("ct_signs", {"pathology": pathology, "ct_signs": [{LUMEN: "present"}]})
    assert (found["applicability"], found["outcome"]) == (status, "strong")
    is_other = status == "not_applicable"
    assert found["reasons"] == [{"code": "histology", "value": diagnosis}] * is_other


# -- Webb's figures ----------------------------------------------------------------------------
def at_least(successes, of, chance):
    """The probability of so many successes or more, exactly."""
    return sum(
        comb(of, each) * chance**each * (1 - chance) ** (of - each)
        for each in range(successes, of + 1)
    )


def test_the_interval_of_three_in_four_is_the_exact_binomial_one():
    """Each limit is the chance at which the tail beyond it holds 2.5 per cent (Clopper-Pearson)."""
    chances = [Fraction(each, 1000) for each in range(1001)]
    low = max(chance for chance in chances if at_least(3, 4, chance) <= Fraction("0.025"))
    high = min(chance for chance in chances if 1 - at_least(4, 4, chance) <= Fraction("0.025"))
    assert (low, high) == (Fraction("0.194"), Fraction("0.994"))
    assert tuple(round(100 * limit) for limit in (low, high)) == INTERVAL == (19, 99)


def test_each_sign_carries_its_figures_and_its_side():
    assert [
        (c["key"], c["side"], c["seen"], c["of"], c["seen_in_others"], c["of_others"], c["p"])
        for c in card("ct_signs", {})["criteria"]
    ] == [
        (LUMEN, "for", 1, 4, 2, 14, "= 1.0"),
        (IMPERCEPTIBLE, "for", 3, 4, 0, 14, "< 0.02"),
        (POSITIVE, "for", 0, 4, 1, 14, "= 1.0"),
        (NEGATIVE, "against", 0, 4, 11, 14, "= 0.01"),
    ]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("no", "no", "no", "no"), []),
        (("yes", "no", "no", "no"), ["lumen_not_confirmed"]),
        (("no", "yes", "no", "no"), []),
        (("no", "no", "yes", "no"), ["positive_not_confirmed"]),
        (("no", "no", "no", "yes"), ["argues_against"]),
        (("yes", "yes", "no", "yes"), ["argues_against", "lumen_not_confirmed"]),
        (("unknown",) * 4, []),
    ],
)
def test_what_the_figures_say_against_a_sign_is_said(answers, expected):
    caveats = signs(*answers)["caveats"]
    assert codes(caveats) == [*expected, "few_cases", "no_diagnosis"]


def test_a_sign_that_is_not_confirmed_carries_its_figures():
    first = signs("yes", "no", "no", "no")["caveats"][0]
    assert (first["seen"], first["seen_in_others"]) == (1, 2)
    first = signs("no", "no", "yes", "no")["caveats"][0]
    assert (first["seen"], first["seen_in_others"]) == (0, 1)
    few_cases = signs("no", "no", "no", "no")["caveats"][0]
    assert few_cases == {"code": "few_cases", "of": 4, "of_others": 14}


# -- the card ----------------------------------------------------------------------------------
def test_the_card_names_its_rule_and_its_source():
    found = card("ct_signs", {})
    assert (found["rule"], found["version"]) == ("ct_signs", "1")
    assert (found["applicability"], found["reasons"]) == ("applicable", [])
    assert found["citation"] == (
        "Bilgo et al., case report: leiomyosarcoma of the inferior vena cava with right renal "
        "invasion, lines 131-145; figures: Webb et al., AJR 2013;200:205-9"
    )
