"""An oracle for the planner that only ever takes the next day. It shares no code with it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def anniversaries(anchor: date) -> Iterator[tuple[int, date]]:
    """Months after the anchor and their days, found by walking over the calendar.

    In each new month it is the day with the anchor's number, or the last one if that comes first.
    """
    day, months, is_found = anchor, 0, True
    while True:
        day += DAY
        if day.day == 1:
            months, is_found = months + 1, False
        is_last = (day + DAY).day == 1
        if not is_found and (day.day == anchor.day or is_last):
            is_found = True
            yield months, day


def is_visit(month: int) -> bool:
    """The default intervals of ESMO_HIGH: 3-monthly to 36, 6-monthly to 60, yearly after."""
    if month <= 36:
        return month % 3 == 0
    return month % 6 == 0 if month <= 60 else month % 12 == 0


def visits(anchor: date, until: date) -> list[tuple[int, date]]:
    """All visits up to and including a day."""
    walked = takewhile(lambda found: found[1] <= until, anniversaries(anchor))
    return [found for found in walked if is_visit(found[0])]


def accepted(anchor: date, today: date, done: int, until: date) -> list[tuple[int, date]]:
    """What acceptance creates. done: the last month that follow-up covers."""
    left = [found for found in visits(anchor, until) if found[0] > done]
    missed = [found for found in left if found[1] < today]
    return missed[-1:] + [found for found in left if found[1] >= today]


def days(first_year: int, last_year: int) -> Iterator[date]:
    """Every day of these years."""
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        yield day
        day += DAY


def hours(first_year: int, last_year: int) -> Iterator[datetime]:
    """Every full hour in UTC during which it is some day of these years anywhere on earth.

    Ahead of UTC the first day begins up to 14 hours early, behind it the last one up to 12 late.
    """
    now = datetime(first_year, 1, 1, tzinfo=UTC) - 15 * HOUR
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    while now < end:
        yield now
        now += HOUR
