"""Worked examples: what a person would count on a calendar."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice

import pytest

from surveillance.planning import (
    Visit,
    add_months,
    first_month,
    horizon,
    local_today,
    months_between,
    next_month,
    planned_visits,
    step_of,
    visit_months,
)
from surveillance.protocols import ESMO_HIGH

INTENSIVE = [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36]


# -- months ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        ("2024-01-31", 0, "2024-01-31"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-01-31", 3, "2024-04-30"),
        ("2024-01-31", 6, "2024-07-31"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-12-15", 1, "2025-01-15"),
        ("2024-11-30", 3, "2025-02-28"),
        ("2096-02-29", 48, "2100-02-28"),
    ],
)
def test_months_are_added_to_the_anchor_and_stop_at_the_months_end(anchor, months, expected):
    assert add_months(date.fromisoformat(anchor), months) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("anchor", "day", "months"),
    [
        ("2024-01-15", "2024-10-15", 9),
        ("2024-01-15", "2024-10-14", 8),
        ("2024-01-15", "2024-01-14", 0),
        ("2024-01-15", "2023-06-15", 0),
        ("2024-01-31", "2024-02-29", 1),
        ("2024-01-31", "2024-02-28", 0),
        ("2024-02-29", "2025-02-28", 12),
    ],
)
def test_months_between_two_days_are_whole_ones(anchor, day, months):
    assert months_between(date.fromisoformat(anchor), date.fromisoformat(day)) == months


# -- which month is next -----------------------------------------------------------------------
def test_visits_follow_the_guideline_for_as_long_as_one_looks():
    months = [*INTENSIVE, 42, 48, 54, 60, 72, 84, 96, 108, 120, 132]
    assert list(islice(visit_months(ESMO_HIGH), len(months))) == months


def test_visits_after_a_month_leave_that_month_out():
    assert list(islice(visit_months(ESMO_HIGH, 36), 3)) == [42, 48, 54]


@pytest.mark.parametrize(
    ("elapsed", "month"),
    [
        (0, 3),
        (8, 9),
        (Decimal("8.5"), 9),
        (Decimal("8.999"), 9),
        (9, 12),
        (Decimal("9.0"), 12),
        (36, 42),
        (37, 42),
        (60, 72),
        (119, 120),
        (1200, 1212),
    ],
)
def test_a_follow_up_exactly_at_a_visit_is_that_visit(elapsed, month):
    assert next_month(ESMO_HIGH, elapsed) == month


# -- what acceptance creates -------------------------------------------------------------------
OPERATED = date(2024, 1, 31)


@pytest.mark.parametrize(
    ("today", "elapsed", "month"),
    [
        (date(2024, 2, 10), 0, 3),
        (date(2024, 4, 30), 0, 3),  # due today
        (date(2024, 5, 1), 0, 3),  # overdue since yesterday
        (date(2024, 7, 31), 0, 3),  # overdue; month 6 is due today
        (date(2024, 8, 1), 0, 6),
        (date(2025, 3, 1), 0, 12),
        (date(2025, 3, 1), 6, 12),
        (date(2025, 3, 1), 12, 15),
        (date(2025, 3, 1), 11, 12),
        (date(2023, 12, 1), 0, 3),  # an anchor that is still to come
    ],
)
def test_of_missed_visits_only_the_latest_is_asked_for(today, elapsed, month):
    assert first_month(ESMO_HIGH, OPERATED, today, elapsed) == month


def test_visits_are_planned_up_to_and_including_the_last_day():
    assert planned_visits(ESMO_HIGH, OPERATED, 9, date(2025, 4, 30)) == (
        Visit(9, date(2024, 10, 31)),
        Visit(12, date(2025, 1, 31)),
        Visit(15, date(2025, 4, 30)),
    )


def test_a_first_month_beyond_the_last_day_plans_nothing():
    assert planned_visits(ESMO_HIGH, OPERATED, 9, date(2024, 10, 30)) == ()


def test_the_horizon_is_ten_years_from_today():
    assert horizon(date(2024, 2, 29)) == date(2034, 2, 28)


def test_ten_years_from_the_operation_hold_twenty_one_visits():
    months = [v.month for v in planned_visits(ESMO_HIGH, OPERATED, 3, horizon(OPERATED))]
    assert months == [*INTENSIVE, 42, 48, 54, 60, 72, 84, 96, 108, 120]


@pytest.mark.parametrize(("month", "step"), [(3, "m003"), (120, "m120"), (1008, "m1008")])
def test_a_step_is_named_by_its_month(month, step):
    assert (step_of(month), Visit(month, OPERATED).step) == (step, step)


# -- today at the centre -----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2024-03-30T22:59", "Europe/Paris", "2024-03-30"),
        ("2024-03-30T23:00", "Europe/Paris", "2024-03-31"),  # winter time still
        ("2024-03-31T21:59", "Europe/Paris", "2024-03-31"),
        ("2024-03-31T22:00", "Europe/Paris", "2024-04-01"),  # after a day of 23 hours
        ("2024-10-26T22:00", "Europe/Paris", "2024-10-27"),
        ("2024-10-27T22:59", "Europe/Paris", "2024-10-27"),  # a day of 25 hours
        ("2024-03-10T04:59", "America/New_York", "2024-03-09"),
        ("2024-03-11T04:00", "America/New_York", "2024-03-11"),
        ("2024-01-01T09:59", "Pacific/Kiritimati", "2024-01-01"),
        ("2024-01-01T10:00", "Pacific/Kiritimati", "2024-01-02"),
        ("2024-01-01T10:59", "Pacific/Pago_Pago", "2023-12-31"),
        ("2024-01-01T18:14", "Asia/Kathmandu", "2024-01-01"),
        ("2024-01-01T18:15", "Asia/Kathmandu", "2024-01-02"),
    ],
)
def test_today_is_the_day_on_the_centres_wall(now, zone, expected):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert local_today(moment, zone) == date.fromisoformat(expected)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="which zone"):
        local_today(datetime(2024, 1, 1), "Europe/Paris")
