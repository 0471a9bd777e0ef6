"""From a protocol and an anchor to the days on which visits are due. Pure: dates in, dates out.

Months are counted from the anchor, never from the visit before, so that nothing drifts.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import takewhile
from typing import Protocol
from zoneinfo import ZoneInfo

MONTHS_IN_YEAR = 12
HORIZON_MONTHS = 120  # how far ahead of today visits are created; the horizon moves with today


@dataclass(frozen=True, slots=True)
class Interval:
    """One visit every so many months. until_month: the last that it reaches; None: without end."""

    every_months: int
    until_month: int | None


class Plan(Protocol):
    """Whatever has phases, the earliest first; only the last one is without end."""

    @property
    def phases(self) -> Sequence[Interval]: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """month: after the anchor."""

    month: int
    due_date: date

    @property
    def step(self) -> str:
        """The visit's name within its schedule, whatever the horizon: m009 for month 9."""
        return step_of(self.month)


def step_of(month: int) -> str:
    """At least three digits, so that names sort as months do."""
    return f"m{month:03}"


def add_months(anchor: date, months: int) -> date:
    """The same day of a later month, or that month's last day: 31 January + 1 = 29 February."""
    years, month = divmod(anchor.month - 1 + months, MONTHS_IN_YEAR)
    year, month = anchor.year + years, month + 1
    return date(year, month, min(anchor.day, monthrange(year, month)[1]))


def months_between(anchor: date, day: date) -> int:
    """Whole months from the anchor to a later day, as `add_months` counts; 0 if it is earlier."""
    months = (day.year - anchor.year) * MONTHS_IN_YEAR + day.month - anchor.month
    if months > 0 and add_months(anchor, months) > day:
        months -= 1
    return max(months, 0)


def visit_months(plan: Plan, after: Decimal | int = 0) -> Iterator[int]:
    """Months of visits later than a month, without end if the last phase has none."""
    month = 0
    for phase in plan.phases:
        while phase.until_month is None or month + phase.every_months <= phase.until_month:
            month += phase.every_months
            if month > after:
                yield month


def next_month(plan: Plan, elapsed_months: Decimal | int) -> int:
    """The first visit that is not done after so many months; one exactly then is done.

    A fraction of a month does not reach the next visit: 8.9 leaves month 9 to be done.
    """
    return next(visit_months(plan, elapsed_months))


def first_month(plan: Plan, anchor: date, today: date, elapsed_months: Decimal | int = 0) -> int:
    """The first visit to create when a schedule is accepted.

    Visits up to the last follow-up are done. Of later ones before today only the latest is asked
    for, overdue: what was missed before it cannot be made up for.
    """
    month = next_month(plan, elapsed_months)
    for later in visit_months(plan, month):
        if add_months(anchor, later) >= today:
            break
        month = later
    return month


def horizon(today: date) -> date:
    """The last day for which visits are created now."""
    return add_months(today, HORIZON_MONTHS)


def planned_visits(plan: Plan, anchor: date, first: int, until: date) -> tuple[Visit, ...]:
    """Every visit from a month on, up to and including a day.

    first: a month of a visit. A later `until` only adds visits at the end.
    """
    visits = (Visit(month, add_months(anchor, month)) for month in visit_months(plan, first - 1))
    return tuple(takewhile(lambda visit: visit.due_date <= until, visits))


def local_today(now: datetime, zone: str) -> date:
    """The day it is at a place. now: aware; zone: an IANA name such as Europe/Paris."""
    if now.utcoffset() is None:
        raise ValueError("now must say which zone it is in")
    return now.astimezone(ZoneInfo(zone)).date()
