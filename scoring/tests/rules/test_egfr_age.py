"""Filtration rate: the age at the sample, from that at diagnosis and the years between."""

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from scoring.rules.ages import full_years
from scoring.rules.ckd_epi import CKD_EPI_2009, CKD_EPI_2021, rate
from scoring.tests.cases import ABSENT, codes, measured
from scoring.tests.filtration import PER_SURFACE, STATED, found, words
from scoring.values.periods import period

D = Decimal
CREATININE = D("88.42")  # umol/L, of the patient


def at(diagnosed: Any, sampled: Any, age: Any = 56, **more: Any) -> dict[str, Any]:
    return found(
        presentation__date_of_diagnosis=diagnosed,
        presentation__age_at_diagnosis=age,
        labs__date=sampled,
        **more,
    )


def years(card: dict[str, Any]) -> tuple[Any, Any]:
    adult = card["criteria"][0]
    return adult.get("low", adult.get("value")), adult.get("high", adult.get("value"))


@pytest.mark.parametrize(
    ("diagnosed", "sampled", "ages"),
    [
        ("2021-05-20", "2021-05-20", (56, 56)),
        ("2021-05-20", "2021-05-21", (56, 57)),
        ("2021-05-20", "2021-05-19", (55, 56)),
        ("2021-05-20", "2022-05-19", (56, 57)),
        ("2021-05-20", "2022-05-20", (57, 58)),
        ("2010-01-01", "2020-01-01", (66, 67)),
        ("2020-02-29", "2021-02-27", (56, 57)),
        ("2020-02-29", "2021-02-28", (57, 58)),
        ("2021", "2021", (55, 57)),
        ("2021-05", "2021-05", (55, 57)),
        ("2010", "2020", (65, 67)),
        ("2010-06-30", "2020", (65, 67)),
        (ABSENT, "2020", (56, 56)),
        ("2010", ABSENT, (56, 56)),
    ],
)
def test_the_age_at_the_sample(diagnosed: Any, sampled: Any, ages: tuple[int, int]) -> None:
    assert years(at(diagnosed, sampled)) == ages


@pytest.mark.parametrize("sex", ["female", "male"])
def test_two_ages_give_the_rates_between(sex: str) -> None:
    card = at("2010-01-01", "2020-01-01", presentation__sex=sex, labs__egfr=STATED)
    for equation, shown in ((CKD_EPI_2021, card), (CKD_EPI_2009, card["by_2009"])):
        low, high = (rate(equation, CREATININE, D(age), sex) for age in (67, 66))
        assert (shown["low"], shown["high"], shown["unit"]) == (low, high, PER_SURFACE)
    assert "value" not in card


def test_without_a_sex_each_has_its_range() -> None:
    card = at("2010-01-01", "2020-01-01", presentation__sex=ABSENT)
    assert card["by_sex"] == {
        sex: {
            end: rate(CKD_EPI_2021, CREATININE, D(age), sex)
            for end, age in (("low", 67), ("high", 66))
        }
        for sex in ("female", "male")
    }


def test_a_creatinine_known_from_one_side_bounds_one_side() -> None:
    for comparator, sign, age in ((">", "<", 66), ("<=", ">=", 67)):
        creatinine = measured(D("1.00"), "mg/dL", comparator=comparator)
        card = at("2010-01-01", "2020-01-01", labs__creatinine=creatinine)
        value = rate(CKD_EPI_2021, CREATININE, D(age), "male")
        assert (card["comparator"], card["value"]) == (sign, value)


def test_every_age_of_the_range_has_its_rate_in_it() -> None:
    for days, more in product((1, 28), range(30)):
        sampled = f"{2010 + more}-03-{days:02d}"
        card = at("2010-03-14", sampled)
        low, high = years(card)
        assert high - low == 1
        for age in (low, high):
            assert card["low"] <= rate(CKD_EPI_2021, CREATININE, D(age), "male") <= card["high"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2020-03-01", "2021-03-01", 1),
        ("2020-03-01", "2021-02-28", 0),
        ("2020-03-01", "2020-02-28", -1),
        ("2020-02-29", "2024-02-28", 4),
        ("2020-02-28", "2024-02-27", 3),
    ],
)
def test_full_years(start: str, end: str, expected: int) -> None:
    first, last = period(start), period(end)
    assert first is not None
    assert last is not None
    assert full_years(first.first, last.first) == expected


# -- adults ------------------------------------------------------------------------------------
def test_a_child_at_diagnosis_is_an_adult_ten_years_later() -> None:
    card = at("2010-01-01", "2020-01-01", age=17)
    assert (card["applicability"], card["reasons"], years(card)) == ("applicable", [], (27, 28))


def test_an_age_around_eighteen_is_not_computed() -> None:
    card = at("2010-01-01", "2010-03-01", age=17)
    assert (card["applicability"], codes(card["reasons"])) == ("unknown", ["age_between"])
    assert ("low" in card, "value" in card, card["missing"]) == (False, False, [])
    text = words(
        presentation__date_of_diagnosis="2010-01-01",
        presentation__age_at_diagnosis=17,
        labs__date="2010-03-01",
    )
    assert text.headline == "Not computable: the age at the sample is 17 to 18"
    assert text.lines == ("Applicability unknown: the age at the sample is 17 to 18.",)


@pytest.mark.parametrize(
    ("age", "applicability", "needs"),
    [
        ({"value": 18, "comparator": ">="}, "applicable", ["exact_value"]),
        ({"value": 7, "comparator": "<"}, "unknown", ["exact_value"]),
        ({"value": 6, "comparator": "<"}, "not_applicable", []),
    ],
)
def test_an_age_known_from_one_side_stays_so(
    age: Any, applicability: str, needs: list[str]
) -> None:
    card = at("2010-01-01", "2021-01-01", age=age)
    assert card["applicability"] == applicability
    assert [entry["needs"] for entry in card["missing"]] == needs


# -- in words ----------------------------------------------------------------------------------
def test_a_range_is_told_in_whole_numbers() -> None:
    text = words(presentation__date_of_diagnosis="2010-01-01", labs__date="2020-01-01")
    assert text.headline == "82 to 83 mL/min/1.73 m² (CKD-EPI 2021)"
    assert text.criteria[0].detail == "limit 18, the equation's, 66 to 67 at the sample"
    assert text.caveats == ()


def test_ends_that_round_to_one_number_are_one() -> None:
    creatinine = measured(D("5.0"), "mg/dL")
    text = words(labs__date="2021-06-01", labs__creatinine=creatinine)
    assert text.headline == "13 mL/min/1.73 m² (CKD-EPI 2021)"


@pytest.mark.parametrize(("diagnosed", "sampled"), [(ABSENT, "2021"), ("2020", ABSENT)])
def test_without_both_dates_the_age_is_that_at_diagnosis(diagnosed: Any, sampled: Any) -> None:
    card = at(diagnosed, sampled)
    assert card["value"] == D("88.333")
    text = words(presentation__date_of_diagnosis=diagnosed, labs__date=sampled)
    assert text.caveats[0] == (
        "The age is that at diagnosis: without both dates that at the sample is not known."
    )
