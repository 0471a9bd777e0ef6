"""Calcium corrected for albumin: worked examples, another calculator, limits, what is missing."""

from decimal import Decimal
from typing import Any

import clincalc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rules.corrected_calcium import EXAMPLE
from scoring.tests.calcium import found, words
from scoring.tests.cases import ABSENT, measured, paper_patient
from scoring.tests.test_properties import as_computed
from scoring.wording import describe

D = Decimal
NOT_APPLICABLE = {"missing": "not_applicable"}
CONFLICT = {"value": 2, "unit": "mmol/L", "alternatives": [{"value": 3}]}


# -- the formula -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("calcium", "albumin", "corrected", "as_typed"),
    [
        (measured(D("2.375"), "mmol/L"), measured(30, "g/L"), "2.575", "2.575"),
        (measured(D("2.375"), "mmol/L"), measured(D("3.0"), "g/dL"), "2.575", "2.575"),
        (measured(D("9.5"), "mg/dL"), measured(D("3.0"), "g/dL"), "2.57025", "10.301603"),
        (measured(D("9.5"), "mg/dL"), measured(30, "g/L"), "2.57025", "10.301603"),
        (measured(D("2.3"), "mmol/L"), measured(40, "g/L"), "2.3", "2.3"),
        (measured(D("2.5"), "mmol/L"), measured(45, "g/L"), "2.4", "2.4"),
    ],
)
def test_worked_examples(calcium: Any, albumin: Any, corrected: str, as_typed: str) -> None:
    card = found(calcium=calcium, albumin=albumin)
    assert (card["value"], card["unit"]) == (D(corrected), "mmol/L")
    assert (card["as_typed"]["value"], card["as_typed"]["unit"]) == (D(as_typed), calcium["unit"])


@given(
    st.decimals(min_value=D("1"), max_value=D("4"), places=2),
    st.integers(min_value=10, max_value=60),
)
def test_an_independent_calculator_agrees_in_mmol(calcium: Decimal, albumin: int) -> None:
    told = clincalc.calculate(
        "corrected_calcium",
        {
            "calcium": float(calcium),
            "calcium_unit": "mmol/L",
            "albumin": albumin,
            "albumin_unit": "g/L",
        },
    )
    card = found(calcium=measured(calcium, "mmol/L"), albumin=measured(albumin, "g/L"))
    assert abs(card["value"] - D(str(told["result"]))) <= D("0.005")  # it rounds to two places


@given(
    st.decimals(min_value=D("5"), max_value=D("16"), places=1),
    st.decimals(min_value=D("1"), max_value=D("6"), places=1),
)
def test_an_independent_calculator_agrees_in_mg(calcium: Decimal, albumin: Decimal) -> None:
    """Its step is 0.8 mg/dL for each g/dL; ours, of 0.02 mmol/L for each g/L, is 0.8016."""
    told = clincalc.calculate(
        "corrected_calcium",
        {
            "calcium": float(calcium),
            "calcium_unit": "mg/dL",
            "albumin": float(albumin),
            "albumin_unit": "g/dL",
        },
    )
    card = found(calcium=measured(calcium, "mg/dL"), albumin=measured(albumin, "g/dL"))
    difference = D("0.0017") * abs(4 - albumin) + D("0.05")  # it rounds to one place
    assert abs(card["as_typed"]["value"] - D(str(told["result"]))) <= difference


@given(
    st.decimals(min_value=D("5"), max_value=D("16"), places=1),
    st.decimals(min_value=D("1"), max_value=D("6"), places=1),
    st.sampled_from(["", "<", ">", "~"]),
)
def test_units_change_nothing_but_the_unit_that_is_shown(
    number: Decimal, albumin: Decimal, comparator: str
) -> None:
    typed = found(
        calcium=measured(number, "mg/dL", upper=D("10.2"), comparator=comparator),
        albumin=measured(albumin, "g/dL"),
    )
    converted = found(
        calcium=measured(number * D("0.2495"), "mmol/L", upper=D("2.5449"), comparator=comparator),
        albumin=measured(albumin * 10, "g/L"),
    )
    assert as_computed(typed) == as_computed(converted)


# -- in words ----------------------------------------------------------------------------------
def test_the_example_in_words() -> None:
    text = words(EXAMPLE)
    assert text.headline == "10.3 mg/dL (2.57 mmol/L), above the upper limit"
    assert text.short == "Corrected calcium 10.3 mg/dL"
    assert text.lines == (
        "Uncorrected: 9.5 mg/dL (2.37 mmol/L).",
        "Computed as calcium + 0.02 × (40 − albumin), in mmol/L and g/L.",
    )
    assert [(c.label, c.answer_text, c.detail) for c in text.criteria] == [
        (
            "Corrected calcium above the upper limit",
            "yes",
            "10.3 mg/dL, limit 10.2 mg/dL, the report's, of 2026-01-20",
        ),
        (
            "Corrected calcium below the lower limit",
            "no",
            "10.3 mg/dL, limit 8.5 mg/dL, the report's, of 2026-01-20",
        ),
    ]
    assert (text.missing, text.caveats) == ((), ())


def test_a_value_in_mmol_is_said_once() -> None:
    assert words().headline == "2.3 mmol/L, within the limits"
    assert words().lines[0] == "Uncorrected: 2.3 mmol/L."


def test_the_papers_patient() -> None:
    text = words(paper_patient())
    assert text.headline == (
        "Not computable: calcium is given in words only and albumin is not recorded"
    )
    assert text.short == "Corrected calcium not computable"
    assert text.lines == ("Uncorrected, in the laboratory's words: “normal”.",)
    assert text.missing == (
        "Laboratory: Calcium, total (with: Laboratory: Albumin).",
        "Laboratory: Albumin (with: Laboratory: Calcium, total).",
    )
    assert [each.answer for each in text.criteria] == ["unknown", "unknown"]
    assert text.place is None


def test_without_a_limit_the_criteria_name_none() -> None:
    text = words(calcium=measured(D("9.5"), "mg/dL", upper=D("10.2")))
    assert [each.detail for each in text.criteria] == [
        "9.5 mg/dL, limit 10.2 mg/dL, the report's, of 2021-05-20",
        "9.5 mg/dL, of 2021-05-20",
    ]


# -- what is missing ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "headline", "missing"),
    [
        (
            {"albumin": ABSENT},
            "Not computable: albumin is not recorded",
            [("labs.albumin", "value", "unanswered")],
        ),
        (
            {"albumin": {"missing": "not_done"}},
            "Not computable: albumin is not done",
            [("labs.albumin", "value", "not_done")],
        ),
        (
            {"calcium": ABSENT},
            "Not computable: calcium is not recorded",
            [("labs.calcium", "value", "unanswered")],
        ),
        (
            {"calcium": CONFLICT},
            "Not computable: calcium is not the same in all sources",
            [("labs.calcium", "agreement", "conflict")],
        ),
        (
            {"calcium": {"result": "high"}},
            "Not computable: calcium is given in words only",
            [("labs.calcium", "value", None)],
        ),
        (
            {
                "calcium": measured(2, "mmol/L", comparator=">"),
                "albumin": measured(30, "g/L", comparator=">"),
            },
            "Not computable: calcium and albumin are known from one side only",
            [("labs.calcium", "exact_value", None), ("labs.albumin", "exact_value", None)],
        ),
        (
            {"calcium": NOT_APPLICABLE},
            "Not computable: recorded as not applicable",
            [],
        ),
        (
            {"albumin": NOT_APPLICABLE},
            "Not computable: recorded as not applicable",
            [],
        ),
    ],
)
def test_without_a_number_for_both_there_is_no_result(
    changes: dict[str, Any], headline: str, missing: list[tuple[str, str, str | None]]
) -> None:
    card = found(**changes)
    assert "value" not in card
    assert describe(card).headline == headline
    entries = [(each["field"], each["needs"], each.get("why")) for each in card["missing"]]
    assert entries == missing


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"albumin": ABSENT}, "unanswered"),
        ({"albumin": {"missing": "not_done"}}, "not_done"),
        ({"calcium": CONFLICT, "albumin": ABSENT}, "conflict"),
    ],
)
def test_the_criteria_say_why_they_are_open(changes: dict[str, Any], why: str) -> None:
    assert [each["why"] for each in found(**changes)["criteria"]] == [why, why]


def test_albumin_is_never_assumed() -> None:
    card = found(albumin=ABSENT)
    assert card["uncorrected"] == {"value": D("2.3"), "unit": "mmol/L"}
    assert [each["answer"] for each in card["criteria"]] == ["unknown", "unknown"]
    assert describe(card).lines == ("Uncorrected: 2.3 mmol/L.",)


def test_two_values_that_are_needed_are_needed_together() -> None:
    missing = found(calcium=ABSENT, albumin=ABSENT)["missing"]
    assert [(each["field"], each["together"]) for each in missing] == [
        ("labs.calcium", ["labs.albumin"]),
        ("labs.albumin", ["labs.calcium"]),
    ]


def test_one_value_that_is_needed_is_needed_alone() -> None:
    (entry,) = found(albumin=ABSENT)["missing"]
    assert "together" not in entry
