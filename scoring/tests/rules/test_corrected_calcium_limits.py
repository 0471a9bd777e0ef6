"""Corrected calcium beside its limits: in answers, caveats and the picture."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.corrected_calcium import EXAMPLE
from scoring.tests.calcium import answers, found, patient, words
from scoring.tests.cases import ABSENT, measured
from scoring.wording import Place, describe

D = Decimal


# -- limits ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("calcium", "above", "below"),
    [
        ("2.6", "no", "no"),
        ("2.601", "yes", "no"),
        ("2.1", "no", "no"),
        ("2.099", "no", "yes"),
    ],
)
def test_a_value_equal_to_its_limit_is_not_beyond(calcium: str, above: str, below: str) -> None:
    value = measured(D(calcium), "mmol/L", lower=D("2.1"), upper=D("2.6"))
    assert answers(calcium=value) == {"above_upper": above, "below_lower": below}


def test_it_is_the_corrected_value_that_is_compared() -> None:
    calcium = measured(D("2.5"), "mmol/L", lower=D("2.1"), upper=D("2.6"))
    assert answers(calcium=calcium)["above_upper"] == "no"
    assert answers(calcium=calcium, albumin=measured(34, "g/L"))["above_upper"] == "yes"
    assert words(calcium=calcium, albumin=measured(65, "g/L")).headline == (
        "2 mmol/L, below the lower limit"
    )


@pytest.mark.parametrize("given", [{}, {"upper": 3}, {"lower": 2}])
def test_a_limit_that_the_laboratory_does_not_give_is_asked_for(given: dict[str, int]) -> None:
    card = found(calcium=measured(D("2.3"), "mmol/L", **given))
    assert [(each["field"], each["needs"]) for each in card["missing"]] == [
        ("labs.calcium", "limit")
    ]
    assert describe(card).headline == "2.3 mmol/L"
    known = {"upper": "above_upper", "lower": "below_lower"}
    expected = {key: "no" if side in given else "unknown" for side, key in known.items()}
    assert {each["key"]: each["answer"] for each in card["criteria"]} == expected


def test_words_about_the_measured_calcium_say_nothing_of_the_corrected_one() -> None:
    calcium = measured(D("2.5"), "mmol/L", result="high")
    assert answers(calcium=calcium) == {"above_upper": "unknown", "below_lower": "unknown"}


@pytest.mark.parametrize(
    ("comparator", "albumin", "value", "above"),
    [
        (">", measured(30, "g/L"), (">", D("2.7")), "yes"),
        (">=", measured(35, "g/L"), (">=", D("2.6")), "unknown"),
        ("<", measured(40, "g/L"), ("<", D("2.5")), "no"),
        ("", measured(30, "g/L", comparator="<"), (">", D("2.7")), "yes"),
        ("", measured(40, "g/L", comparator=">="), ("<=", D("2.5")), "no"),
    ],
)
def test_a_comparator_leaves_open_what_it_leaves_open(
    comparator: str, albumin: Any, value: tuple[str, Decimal], above: str
) -> None:
    card = found(
        calcium=measured(D("2.5"), "mmol/L", lower=1, upper=D("2.6"), comparator=comparator),
        albumin=albumin,
    )
    assert (card["comparator"], card["value"]) == value
    assert card["criteria"][0]["answer"] == above


SIGNS = st.sampled_from([">", ">=", "<", "<="])
NUMBERS = st.decimals(min_value=D("1.5"), max_value=D("3.5"), places=2)


@given(SIGNS, NUMBERS, st.decimals(min_value=0, max_value=1, places=2), st.booleans())
def test_a_more_exact_value_takes_no_answer_back(
    sign: str, bound: Decimal, beyond: Decimal, is_calcium: bool
) -> None:
    field, unit, scale = ("calcium", "mmol/L", 1) if is_calcium else ("albumin", "g/L", 20)
    number = bound + beyond if sign.startswith(">") else bound - beyond
    number += 0 if beyond or "=" in sign else D("0.01") if sign == ">" else D("-0.01")
    limits = {"lower": D("2.1"), "upper": D("2.6")} if is_calcium else {}
    rough = answers(**{field: measured(bound * scale, unit, comparator=sign, **limits)})
    exact = answers(**{field: measured(number * scale, unit, **limits)})
    assert {key: exact[key] for key, answer in rough.items() if answer != "unknown"} == {
        key: answer for key, answer in rough.items() if answer != "unknown"
    }


@pytest.mark.parametrize(
    ("limits", "missing"),
    [
        ({"lower": 1, "upper": D("2.6")}, []),
        ({"upper": D("2.6")}, [("labs.calcium", "limit")]),
        ({}, [("labs.calcium", "limit")]),
    ],
)
def test_what_decides_every_limit_given_need_not_be_exact(
    limits: dict[str, Any], missing: list[tuple[str, str]]
) -> None:
    card = found(calcium=measured(D("2.7"), "mmol/L", comparator=">", **limits))
    assert [(each["field"], each["needs"]) for each in card["missing"]] == missing


def test_an_open_answer_asks_for_the_value_that_is_not_exact() -> None:
    card = found(calcium=measured(D("2.5"), "mmol/L", lower=1, upper=D("2.6"), comparator=">"))
    assert [(each["field"], each["needs"]) for each in card["missing"]] == [
        ("labs.calcium", "exact_value")
    ]


# -- caveats -----------------------------------------------------------------------------------
def test_approximate_values_are_named() -> None:
    card = found(
        calcium=measured(D("2.3"), "mmol/L", lower=2, upper=3, comparator="~"),
        albumin=measured(40, "g/L", comparator="~"),
    )
    assert describe(card).caveats == (
        "The value for calcium is approximate.",
        "The value for albumin is approximate.",
    )


def test_albumin_of_another_day_is_said() -> None:
    document = patient(albumin=ABSENT)
    document["labs"].append({"date": "2021-05-19", "albumin": measured(40, "g/L")})
    assert found(document)["caveats"] == [
        {"code": "albumin_of_other_day", "calcium": "2021-05-20", "albumin": "2021-05-19"}
    ]
    assert words(document).caveats == (
        "Calcium and the albumin that corrects it are not known to be of one day.",
    )


def test_no_result_needs_no_caveat() -> None:
    assert found(calcium=measured(2, "mmol/L", comparator="~"), albumin=ABSENT)["caveats"] == []


def test_the_unit_is_that_of_the_row_that_counts() -> None:
    document = patient(calcium=measured(D("9.5"), "mg/dL"))
    older = {"date": "2020-05-20", "calcium": measured(D("2.3"), "mmol/L")}
    document["labs"].append(older)
    assert found(document)["as_typed"]["unit"] == "mg/dL"


# -- the picture -------------------------------------------------------------------------------
def test_the_place_is_in_the_unit_typed() -> None:
    assert words(EXAMPLE).place == Place(
        low=D("10.301603"),
        high=D("10.301603"),
        lower=D("8.5"),
        upper=D("10.2"),
        value="10.3 mg/dL",
        label="10.3 mg/dL; the limits are 8.5 mg/dL and 10.2 mg/dL",
    )


@pytest.mark.parametrize(
    ("given", "comparator", "place"),
    [
        ({"upper": 3}, "", (D("2.3"), D("2.3"), None, 3, "2.3 mmol/L; the upper limit is 3")),
        ({"lower": 2}, "", (D("2.3"), D("2.3"), 2, None, "2.3 mmol/L; the lower limit is 2")),
        ({"upper": 3}, ">", (D("2.3"), None, None, 3, "> 2.3 mmol/L; the upper limit is 3")),
        ({"upper": 3}, "<=", (None, D("2.3"), None, 3, "<= 2.3 mmol/L; the upper limit is 3")),
    ],
)
def test_what_is_open_is_open_in_the_picture(
    given: dict[str, int], comparator: str, place: tuple[Any, ...]
) -> None:
    value = measured(D("2.3"), "mmol/L", comparator=comparator, **given)
    drawn = words(calcium=value).place
    assert drawn is not None
    assert (
        drawn.low,
        drawn.high,
        drawn.lower,
        drawn.upper,
        drawn.label.removesuffix(" mmol/L"),
    ) == place


def test_without_limits_there_is_no_picture() -> None:
    assert words(calcium=measured(D("2.3"), "mmol/L")).place is None
