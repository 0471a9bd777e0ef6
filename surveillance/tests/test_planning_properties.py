"""The planner against an oracle that walks the calendar day by day and hour by hour."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveillance.planning import (
    add_months,
    first_month,
    horizon,
    local_today,
    months_between,
    next_month,
    planned_visits,
    visit_months,
)
from surveillance.protocols import ESMO_HIGH
from surveillance.tests import day_walker

MONTH_ENDS = st.builds(
    lambda year, month: date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1),
    st.integers(1990, 2040),
    st.integers(1, 12),
)
LEAP_DAYS = st.sampled_from([date(year, 2, 29) for year in range(1992, 2041, 4)])
ANCHORS = st.dates(date(1990, 1, 1), date(2040, 12, 31)) | MONTH_ENDS | LEAP_DAYS
AFTER_ANCHOR = st.integers(-400, 5000).map(lambda days: timedelta(days=days))
ELAPSED = st.decimals(min_value=0, max_value=200, places=2) | st.integers(0, 200).map(Decimal)
# Both hemispheres, both sides of the date line, half and quarter hours, half an hour of summer
# time, a change at midnight, and zones that never change.
ZONES = [
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Sao_Paulo",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]


def pairs(visits):
    return [(visit.month, visit.due_date) for visit in visits]


# -- against the day walker --------------------------------------------------------------------
@given(ANCHORS)
def test_every_month_of_twenty_years_falls_where_the_walker_finds_it(anchor):
    for months, day in islice(day_walker.anniversaries(anchor), 240):
        assert add_months(anchor, months) == day


@given(ANCHORS, st.integers(0, 3000))
def test_months_between_are_the_anniversaries_that_the_walker_has_passed(anchor, days):
    day = anchor + timedelta(days=days)
    passed = takewhile(lambda found: found[1] <= day, day_walker.anniversaries(anchor))
    assert months_between(anchor, day) == sum(1 for _found in passed)


@given(ANCHORS, st.integers(0, 6000))
def test_a_whole_plan_is_what_the_walker_collects(anchor, days):
    until = anchor + timedelta(days=days)
    assert pairs(planned_visits(ESMO_HIGH, anchor, 3, until)) == day_walker.visits(anchor, until)


@given(ANCHORS, AFTER_ANCHOR, ELAPSED)
def test_acceptance_creates_what_the_walker_leaves(anchor, after, elapsed):
    today = anchor + after
    until = horizon(today)
    first = first_month(ESMO_HIGH, anchor, today, elapsed)
    expected = day_walker.accepted(anchor, today, int(elapsed), until)
    assert pairs(planned_visits(ESMO_HIGH, anchor, first, until)) == expected


# -- what always holds -------------------------------------------------------------------------
@given(ANCHORS, AFTER_ANCHOR, ELAPSED)
def test_visits_come_after_the_anchor_and_one_after_the_other(anchor, after, elapsed):
    first = first_month(ESMO_HIGH, anchor, anchor + after, elapsed)
    visits = planned_visits(ESMO_HIGH, anchor, first, horizon(anchor + after))
    days = [anchor, *(visit.due_date for visit in visits)]
    assert all(earlier < later for earlier, later in pairwise(days))
    assert sorted({visit.step for visit in visits}) == [visit.step for visit in visits]


@given(ANCHORS, AFTER_ANCHOR, ELAPSED)
def test_at_most_one_visit_is_overdue_on_acceptance(anchor, after, elapsed):
    today = anchor + after
    first = first_month(ESMO_HIGH, anchor, today, elapsed)
    visits = planned_visits(ESMO_HIGH, anchor, first, horizon(today))
    assert len([visit for visit in visits if visit.due_date < today]) <= 1


@given(ANCHORS, st.integers(0, 20), st.integers(0, 6000), st.integers(0, 4000))
def test_a_later_horizon_only_appends(anchor, nth, days, more):
    first = next(islice(visit_months(ESMO_HIGH), nth, None))
    until = anchor + timedelta(days=days)
    before = planned_visits(ESMO_HIGH, anchor, first, until)
    after = planned_visits(ESMO_HIGH, anchor, first, until + timedelta(days=more))
    assert after[: len(before)] == before


@given(ANCHORS, ANCHORS, st.integers(1, 30))
def test_months_are_the_same_whatever_the_anchor(one, other, count):
    plans = [
        planned_visits(ESMO_HIGH, anchor, 3, add_months(anchor, 400)) for anchor in (one, other)
    ]
    assert [v.month for v in plans[0]][:count] == [v.month for v in plans[1]][:count]
    assert len(plans[0]) >= count


@given(ANCHORS, st.integers(0, 240))
def test_a_month_never_leaves_its_calendar_month(anchor, months):
    day = add_months(anchor, months)
    assert (day.year * 12 + day.month) - (anchor.year * 12 + anchor.month) == months


@given(ELAPSED, ELAPSED)
def test_more_time_passed_never_makes_an_earlier_visit_next(one, other):
    sooner, later = sorted([one, other])
    assert sooner < next_month(ESMO_HIGH, sooner) <= next_month(ESMO_HIGH, later)


@given(ANCHORS, AFTER_ANCHOR, ELAPSED, ELAPSED)
def test_less_certain_follow_up_never_skips_a_visit(anchor, after, one, other):
    fewer, more = sorted([one, other])
    today = anchor + after
    first = first_month(ESMO_HIGH, anchor, today, fewer)
    assert first <= first_month(ESMO_HIGH, anchor, today, more)


# -- daylight saving ---------------------------------------------------------------------------
@pytest.fixture(scope="module")
def hours():
    return list(day_walker.hours(2024, 2040))


@pytest.mark.parametrize("zone", ZONES)
def test_whatever_is_due_on_a_day_becomes_due_once_in_the_hour_after_its_midnight(zone, hours):
    walked = [(now, local_today(now, zone)) for now in hours]
    begins = [after for before, after in pairwise(walked) if before[1] != after[1]]
    begun = [begin for begin in begins if begin[1].year <= 2040]
    assert [day for _now, day in begun] == list(day_walker.days(2024, 2040))
    for now, day in begun:
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone))
        assert timedelta(0) <= now - midnight < timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Europe/Paris", date(2024, 3, 31), 23),
        ("Europe/Paris", date(2024, 10, 27), 25),
        ("America/New_York", date(2024, 3, 10), 23),
        ("America/New_York", date(2024, 11, 3), 25),
        ("Africa/Cairo", date(2024, 4, 26), 23),
        ("America/Sao_Paulo", date(2024, 10, 20), 24),
    ],
)
def test_a_day_has_as_many_hours_as_its_clock(zone, day, length, hours):
    assert sum(local_today(now, zone) == day for now in hours[: 366 * 24]) == length
