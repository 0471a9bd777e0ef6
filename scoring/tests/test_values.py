"""Truths, intervals, units and partial dates."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.values import MEASURES
from scoring.tests.oracles import under_a_year
from scoring.values import units
from scoring.values.interval import Interval, interval, number_from, plain
from scoring.values.periods import anniversary, period
from scoring.values.truth import (
    NO,
    NOT_APPLICABLE,
    UNKNOWN,
    YES,
    all_of,
    any_of,
    negate,
)

BOUND = {YES: {True}, NO: {False}, UNKNOWN: {True, False}}


@pytest.mark.parametrize("truths", list(product(BOUND, repeat=3)))
def test_and_and_or_hold_in_every_completion(truths):
    outcomes = list(product(*(BOUND[truth] for truth in truths)))
    assert BOUND[any_of(*truths)] == {any(outcome) for outcome in outcomes}
    assert BOUND[all_of(*truths)] == {all(outcome) for outcome in outcomes}


def test_not_applicable_never_becomes_no():
    assert any_of(NO, NOT_APPLICABLE) is NOT_APPLICABLE
    assert any_of(YES, NOT_APPLICABLE) is YES
    assert any_of(UNKNOWN, NOT_APPLICABLE) is UNKNOWN
    assert all_of(YES, NOT_APPLICABLE) is NOT_APPLICABLE
    assert negate(NOT_APPLICABLE) is NOT_APPLICABLE


@pytest.mark.parametrize("comparator", ["", "<", "<=", ">", ">="])
@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize("limit", range(5))
def test_comparisons_hold_for_every_number_that_is_possible(comparator, number, limit):
    """Tried on a grid of halves far beyond both numbers."""
    holds = {
        "": lambda x: x == number,
        "<": lambda x: x < number,
        "<=": lambda x: x <= number,
        ">": lambda x: x > number,
        ">=": lambda x: x >= number,
    }[comparator]
    grid = [Decimal(step) / 2 for step in range(-10, 30)]
    known = interval(Decimal(number), comparator)
    assert BOUND[known.below(Decimal(limit))] == {x < limit for x in grid if holds(x)}
    assert BOUND[known.above(Decimal(limit))] == {x > limit for x in grid if holds(x)}


def test_an_unknown_comparator_is_no_interval():
    assert interval(Decimal(1), "≥") is None


def test_a_difference_is_as_open_as_its_parts():
    above_two, below_one = interval(Decimal(2), ">"), interval(Decimal(1), "<")
    assert above_two.minus(below_one) == Interval(Decimal(1), None, low_open=True)
    assert below_one.minus(above_two) == Interval(None, Decimal(-1), high_open=True)


@pytest.mark.parametrize(
    "raw",
    [
        *(None, True, "12", "", [], {}, float("nan"), float("inf"), 10**400, -(10**400)),
        *(Decimal("NaN"), Decimal("sNaN"), Decimal("1e309"), Decimal("1e-999999"), b"12"),
    ],
)
def test_what_is_no_measurable_number(raw):
    assert number_from(raw) is None


@pytest.mark.parametrize("raw", [0, 10**15, -(10**15), Decimal("1e15"), Decimal("1e-30")])
def test_numbers_at_the_ends_of_what_is_measured(raw):
    assert number_from(raw) == raw


def test_numbers_are_exact():
    assert number_from(0.1) == Decimal("0.1")
    assert str(plain(Decimal("1.20E+2"))) == "120"
    assert str(plain(Decimal("12.0"))) == "12"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2021", date(2021, 1, 1), date(2021, 12, 31)),
        ("2021-12", date(2021, 12, 1), date(2021, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2021-03-05", date(2021, 3, 5), date(2021, 3, 5)),
    ],
)
def test_a_partial_date_is_a_range_and_is_written_as_it_was(text, first, last):
    assert period(text) == (first, last)
    assert period(text).text() == text


@pytest.mark.parametrize(
    "text",
    ["", "21", "2021-13", "2021-02-29", "2021-3", "2021-03-05T00:00", "0000", "9999", "２０２１"],
)
def test_what_is_no_date(text):
    assert period(text) is None


def test_the_anniversary_of_a_leap_day_is_the_28th():
    assert anniversary(date(2020, 2, 29)) == date(2021, 2, 28)
    assert anniversary(date(2019, 2, 28)) == date(2020, 2, 28)


def days_of(text):
    found = period(text)
    return [found.first + timedelta(n) for n in range((found.last - found.first).days + 1)]


MONTHS = [f"{year}-{month:02}" for year in (2019, 2020, 2021) for month in range(1, 13)]
DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31)).map(date.isoformat)


@given(st.sampled_from(MONTHS) | DAYS, st.sampled_from(MONTHS) | DAYS)
def test_a_year_between_partial_dates_equals_trying_every_day(diagnosis, start):
    expected = under_a_year(days_of(diagnosis), days_of(start))
    assert period(start).within_a_year_of(period(diagnosis)) == expected


@given(DAYS)
def test_a_year_to_the_day(diagnosis):
    for days in (364, 365, 366):
        start = (date.fromisoformat(diagnosis) + timedelta(days)).isoformat()
        expected = under_a_year(days_of(diagnosis), days_of(start))
        assert period(start).within_a_year_of(period(diagnosis)) == expected


@pytest.mark.parametrize(
    ("measure", "quantity"),
    [
        ("haemoglobin", units.HAEMOGLOBIN),
        ("calcium", units.CALCIUM),
        ("albumin", units.ALBUMIN),
        ("neutrophils", units.CELLS),
        ("platelets", units.CELLS),
    ],
)
def test_every_unit_that_the_record_accepts_can_be_computed_with(measure, quantity):
    """And in the record's own proportions, so that page and rule never differ."""
    first = MEASURES[measure].units[0]
    for unit in MEASURES[measure].units:
        for spelling in (unit.key, *unit.aliases):
            ratio = quantity.factor(spelling) / quantity.factor(first.key)
            assert ratio == unit.factor / first.factor


@pytest.mark.parametrize(
    ("written", "same"),
    [
        *((written, "g/dL") for written in ("g/dl", "G/DL", "g / dL", "g\u00a0/\u00a0dl")),
        *((written, "10^9/L") for written in ("10⁹/L", "×10⁹/l", "x 10^9/L", "10*9/l", "10 ^9/L")),
        *((written, "10^3/uL") for written in ("10³/µL", "10³/μl", "x10^3/mm3", "10^3/microL")),
        *((written, "/uL") for written in ("/µL", "/μL", "/mm3", "/mm³", "cells/µl", "/microl")),
        *((written, "umol/L") for written in ("µmol/l", "μmol/L", "micromol/L")),
        *((written, "mL/min/1.73m2") for written in ("mL/min/1.73 m²", "ml/min/1.73 m2")),
        ("U/l", "U/L"),
    ],
)
def test_spellings_of_one_unit_are_one(written, same):
    assert units.spelled(written) == units.spelled(same)


@pytest.mark.parametrize("written", ["", "g", "kg/L", "g/l/dl", "109/L", "10⁹", "10^6/uL", "u"])
def test_what_is_no_unit_of_a_quantity_is_not_taken_for_one(written):
    for quantity in (units.HAEMOGLOBIN, units.CALCIUM, units.ALBUMIN, units.CELLS):
        assert quantity.factor(written) is None


def test_every_listed_unit_is_listed_as_it_is_spelled():
    for quantity in (units.NUMBER, units.HAEMOGLOBIN, units.CALCIUM, units.ALBUMIN, units.CELLS):
        assert [units.spelled(unit) for unit in quantity.factors] == list(quantity.factors)
        assert quantity.factor(quantity.canonical) == 1
        assert quantity.factor(quantity.shown[0]) == quantity.shown[1]
