"""The factors of IMDC one by one, at and around every boundary."""

from decimal import Decimal

import pytest

from cases.performance import KARNOFSKY_BY_ECOG
from scoring.rules import factor_performance
from scoring.tests.cases import (
    ABSENT,
    card,
    codes,
    factor,
    figures,
    imdc,
    kidney_patient,
    measured,
)
from scoring.wording import describe


# -- haemoglobin -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("sex", "value", "answer"),
    [
        ("male", "13.4", "yes"),
        ("male", "13.5", "no"),
        ("female", "11.9", "yes"),
        ("female", "12.0", "no"),
        ("unknown", "11.9", "yes"),
        ("unknown", "12.0", "unknown"),
        ("unknown", "13.4", "unknown"),
        ("unknown", "13.5", "no"),
        ("intersex_other", "12.5", "unknown"),
        (ABSENT, "13.5", "no"),
    ],
)
def test_without_a_laboratory_limit_the_default_for_the_sex_counts(sex, value, answer):
    haemoglobin = measured(Decimal(value), "g/dL")
    found = imdc(presentation__sex=sex, labs__haemoglobin=haemoglobin)
    assert found["criteria"][0]["answer"] == answer
    assert found["criteria"][0]["limit_from"] == "default"
    assert codes(found["caveats"]) == ["default_limit"]


def test_the_laboratorys_limit_outweighs_the_default():
    haemoglobin = measured(Decimal("13.2"), "g/dL", lower=13)
    found = imdc(labs__haemoglobin=haemoglobin)
    assert found["criteria"][0]["answer"] == "no"
    assert found["criteria"][0]["limit_from"] == "report"
    assert found["caveats"] == []


def test_an_unknown_sex_is_asked_first_and_then_the_limit():
    found = imdc(presentation__sex="unknown", labs__haemoglobin=measured(13, "g/dL"))
    assert [(entry["field"], entry["needs"]) for entry in found["missing"]] == [
        ("presentation.sex", "value"),
        ("labs.haemoglobin", "limit"),
    ]


def test_another_sex_needs_the_laboratorys_limit():
    found = imdc(presentation__sex="intersex_other", labs__haemoglobin=measured(13, "g/dL"))
    assert [(entry["field"], entry["needs"]) for entry in found["missing"]] == [
        ("labs.haemoglobin", "limit")
    ]


@pytest.mark.parametrize(("word", "answer"), [("low", "yes"), ("normal", "no"), ("high", "no")])
def test_words_answer_where_there_is_no_number(word, answer):
    assert factor("haemoglobin", labs__haemoglobin={"result": word}) == answer


def test_the_number_outweighs_words_that_disagree():
    haemoglobin = measured(12, "g/dL", lower=Decimal("13.5"), result="normal")
    found = imdc(labs__haemoglobin=haemoglobin)
    assert found["criteria"][0]["answer"] == "yes"
    assert codes(found["caveats"]) == ["contradicts_words"]


@pytest.mark.parametrize(
    ("comparator", "value", "answer"),
    [
        (">", "12", "unknown"),
        (">", "13.5", "no"),
        (">=", "13.5", "no"),
        ("<", "12", "yes"),
        ("<", "13.5", "yes"),
        ("<=", "13.5", "unknown"),
        ("<", "14", "unknown"),
        ("~", "13.4", "yes"),
        ("~", "13.5", "no"),
    ],
)
def test_a_comparator_leaves_open_what_it_leaves_open(comparator, value, answer):
    haemoglobin = measured(Decimal(value), "g/dL", lower=Decimal("13.5"), comparator=comparator)
    assert factor("haemoglobin", labs__haemoglobin=haemoglobin) == answer


@pytest.mark.parametrize("comparator", ["<", "<=", ">", ">="])
def test_a_card_keeps_the_comparator(comparator):
    haemoglobin = measured(14, "g/dL", lower=12, comparator=comparator)
    criterion = imdc(labs__haemoglobin=haemoglobin)["criteria"][0]
    assert (criterion["comparator"], criterion["value"]) == (comparator, 14)


def test_a_limit_that_cannot_be_read_is_no_limit():
    for lower in ({"value": "13", "unit": "g/dL"}, {"value": 13, "unit": "kg"}, {"value": 13}, 13):
        found = imdc(labs__haemoglobin={"value": 13, "unit": "g/dL", "lower": lower})
        assert found["criteria"][0]["limit_from"] == "default"


def test_an_approximate_number_is_compared_with_a_caveat():
    haemoglobin = measured(12, "g/dL", lower=Decimal("13.5"), comparator="~")
    assert codes(imdc(labs__haemoglobin=haemoglobin)["caveats"]) == ["approximate"]


def test_sources_that_disagree_leave_the_factor_unknown():
    haemoglobin = {**measured(12, "g/dL", lower=13), "alternatives": [{"value": 14}]}
    found = imdc(labs__haemoglobin=haemoglobin)
    assert found["criteria"][0] == {
        "key": "haemoglobin",
        "answer": "unknown",
        "why": "conflict",
    } | {"sampled": "2021-05-20"}
    assert found["missing"][0]["needs"] == "agreement"


# -- calcium -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("calcium", "albumin", "corrected"),
    [
        (measured(Decimal("2.375"), "mmol/L"), measured(30, "g/L"), "2.575"),
        (measured(Decimal("2.375"), "mmol/L"), measured(3, "g/dL"), "2.575"),
        (measured(Decimal("9.5"), "mg/dL"), measured(3, "g/dL"), "2.57025"),
        (measured(Decimal("2.5"), "mmol/L"), measured(45, "g/L"), "2.4"),
    ],
)
def test_payne_corrects_calcium_in_si_units(calcium, albumin, corrected):
    criterion = imdc(labs__calcium=calcium, labs__albumin=albumin)["criteria"][1]
    assert (criterion["value"], criterion["unit"]) == (Decimal(corrected), "mmol/L")
    assert criterion["corrected"] is True


def test_correction_decides_before_the_limit():
    calcium = measured(Decimal("2.5"), "mmol/L", upper=Decimal("2.6"))
    low_albumin = measured(30, "g/L")
    assert factor("calcium", labs__calcium=calcium, labs__albumin=low_albumin) == "yes"
    assert factor("calcium", labs__calcium=calcium, labs__albumin=ABSENT) == "no"


def test_calcium_corrected_to_its_limit_is_not_above():
    calcium = measured(Decimal("2.4"), "mmol/L", upper=Decimal("2.6"))
    assert factor("calcium", labs__calcium=calcium, labs__albumin=measured(30, "g/L")) == "no"


def test_a_number_without_albumin_is_compared_uncorrected_with_the_strict_range_beside_it():
    calcium = measured(Decimal("2.7"), "mmol/L", upper=Decimal("2.6"))
    found = imdc(labs__calcium=calcium, labs__albumin=ABSENT)
    assert figures(found)["low"] == 1
    assert found["caveats"][0] == {"code": "calcium_not_corrected", "basis": "number"}
    assert (found["caveats"][1]["low"], found["caveats"][1]["high"]) == (0, 1)


def test_calcium_and_albumin_known_from_opposite_sides_leave_everything_open():
    calcium = measured(Decimal("2.3"), "mmol/L", upper=Decimal("2.6"), comparator=">")
    albumin = measured(30, "g/L", comparator=">")
    criterion = imdc(labs__calcium=calcium, labs__albumin=albumin)["criteria"][1]
    assert criterion["answer"] == "unknown"
    assert "value" not in criterion


def test_calcium_without_the_laboratorys_limit_is_unknown():
    found = imdc(labs__calcium=measured(3, "mmol/L"))
    assert found["criteria"][1]["answer"] == "unknown"
    assert (found["missing"][0]["field"], found["missing"][0]["needs"]) == ("labs.calcium", "limit")


def test_albumin_of_another_day_is_said():
    document = kidney_patient()
    document["labs"][0].pop("albumin")
    document["labs"].append({"date": "2020-11", "albumin": measured(40, "g/L")})
    assert card("imdc", document)["caveats"] == [
        {"code": "albumin_of_other_day", "calcium": "2021-05-20", "albumin": "2020-11"}
    ]


@pytest.mark.parametrize(
    ("calcium_day", "albumin_day", "is_said"),
    [
        (None, None, True),
        ("2021-05", "2021-05", True),
        ("2021", "2021", True),
        ("2021-05-20", "2021-05-20", False),
        ("2021-05-20", None, True),
    ],
)
def test_albumin_of_another_row_is_of_the_same_day_only_by_its_date(
    calcium_day, albumin_day, is_said
):
    document = kidney_patient()
    albumin = {"date": albumin_day, "albumin": document["labs"][0].pop("albumin")}
    document["labs"] = [document["labs"][0] | {"date": calcium_day}, albumin]
    assert codes(card("imdc", document)["caveats"]) == ["albumin_of_other_day"] * is_said


@pytest.mark.parametrize("day", [None, "2021-05", "2021-05-20"])
def test_albumin_of_the_same_row_is_of_the_same_day(day):
    assert imdc(labs__date=day)["caveats"] == []


# -- counts ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["neutrophils", "platelets"])
@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (measured(8001, "/uL", upper=8000), "yes"),
        (measured(8000, "/uL", upper=8000), "no"),
        (measured(9, "10^3/uL"), "unknown"),
        ({"value": 9, "unit": "10^9/L", "upper": {"value": 8000, "unit": "/uL"}}, "yes"),
        ({"value": 9, "upper": {"value": 8, "unit": "10^9/L"}}, "unknown"),
        ({"result": "high"}, "yes"),
        ({"result": "normal"}, "no"),
        ({"missing": "not_done"}, "unknown"),
        ({"missing": "not_applicable"}, "not_applicable"),
    ],
)
def test_counts_against_the_upper_limit(name, value, answer):
    assert factor(name, **{f"labs__{name}": value}) == answer


# -- performance status ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kps", "ecog", "answer"),
    [
        (70, ABSENT, "yes"),
        (80, ABSENT, "no"),
        (100, ABSENT, "no"),
        (75, ABSENT, "unknown"),
        (110, ABSENT, "unknown"),
        ({"value": 80, "comparator": "<"}, ABSENT, "yes"),
        (ABSENT, {"value": 1, "comparator": ">"}, "unknown"),
        (ABSENT, 0, "no"),
        (ABSENT, 1, "unknown"),
        (ABSENT, 2, "yes"),
        (ABSENT, 3, "yes"),
        (ABSENT, 4, "yes"),
        (ABSENT, 5, "yes"),
        (ABSENT, ABSENT, "unknown"),
        (80, 2, "unknown"),
        (70, 0, "unknown"),
        (80, 1, "no"),
        (70, 1, "yes"),
        (60, 1, "unknown"),
        (90, 1, "unknown"),
        (80, 6, "no"),
        (80, Decimal("1.5"), "no"),
        (80, {"value": 2, "comparator": ">"}, "no"),
        ({"value": 80, "comparator": "<"}, 0, "unknown"),
        ({"value": 80, "comparator": "<"}, 1, "yes"),
        ({"value": 80, "comparator": ">="}, 1, "no"),
        ({"value": 80, "comparator": ">="}, 2, "unknown"),
        ({"missing": "not_done"}, 0, "no"),
        ({"missing": "not_applicable"}, ABSENT, "not_applicable"),
        ({"missing": "not_applicable"}, 2, "yes"),
        ({"value": 80, "alternatives": [{"value": 70}]}, 0, "unknown"),
        ({"value": 80, "alternatives": [{"value": Decimal("80.0")}]}, ABSENT, "no"),
        (ABSENT, {"missing": "not_applicable"}, "unknown"),
    ],
)
def test_performance_status(kps, ecog, answer):
    changes = {"presentation__kps": kps, "presentation__ecog": ecog}
    assert factor("performance_status", **changes) == answer


@pytest.mark.parametrize("kps", range(0, 101, 10))
@pytest.mark.parametrize("ecog", range(6))
def test_the_two_scales_answer_only_where_they_correspond(ecog: int, kps: int) -> None:
    found = factor("performance_status", presentation__kps=kps, presentation__ecog=ecog)
    expected = "unknown" if kps not in KARNOFSKY_BY_ECOG[ecog] else "yes" if kps < 80 else "no"
    assert found == expected


def test_scales_that_do_not_correspond_ask_for_one_that_does() -> None:
    found = imdc(presentation__kps=80, presentation__ecog=2)
    criterion = next(c for c in found["criteria"] if c["key"] == "performance_status")
    assert criterion == {
        "key": "performance_status",
        "answer": "unknown",
        "scale": "kps",
        "value": 80,
        "ecog": 2,
        "why": "conflict",
    }
    assert [(entry["field"], entry["needs"]) for entry in found["missing"]] == [
        ("presentation.kps", "consistency")
    ]
    text = describe(found)
    assert next(c.detail for c in text.criteria if c.key == "performance_status") == (
        "Karnofsky 80, but ECOG 2 is Karnofsky 50 or 60"
    )
    assert text.missing == (
        "Karnofsky status, which the rest of the record contradicts: if met, intermediate; if not "
        "met, favourable.",
    )


def test_the_form_and_the_rules_know_one_table() -> None:
    spans = {
        grade: (span.high, span.low) for grade, span in factor_performance.KARNOFSKY_BY_ECOG.items()
    }
    assert spans == {grade: (each[0], each[-1]) for grade, each in KARNOFSKY_BY_ECOG.items()}


def test_the_form_and_the_score_know_one_correspondence_of_ecog():
    for grade, statuses in KARNOFSKY_BY_ECOG.items():
        below = {"yes" if status < 80 else "no" for status in statuses}
        answer = below.pop() if len(below) == 1 else "unknown"
        changes = {"presentation__kps": ABSENT, "presentation__ecog": grade}
        assert factor("performance_status", **changes) == answer


def test_ecog_is_named_as_a_caveat_only_where_it_answers():
    assert codes(imdc(presentation__kps=ABSENT, presentation__ecog=0)["caveats"]) == ["from_ecog"]
    assert imdc(presentation__kps=ABSENT, presentation__ecog=1)["caveats"] == []
