"""Partial dates as ranges of days."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from scoring.values.truth import NO, UNKNOWN, YES, Truth

PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1800, 2200  # years that a living patient's record can name


class Period(NamedTuple):
    """The first and the last day that a partial date can mean."""

    first: date
    last: date

    def within_a_year_of(self, start: "Period") -> Truth:
        """Less than 12 months after the start, by calendar anniversaries; exactly 12 is not."""
        if self.last < anniversary(start.first):
            return YES
        return NO if self.first >= anniversary(start.last) else UNKNOWN

    def text(self) -> str:
        """As it was written: with the precision that the range has."""
        if self.first == self.last:
            return self.first.isoformat()
        return str(self.first)[: 7 if self.first.month == self.last.month else 4]


def period(text: str) -> Period | None:
    """The range of 2021, 2021-03 or 2021-03-05; None for anything else."""
    match = PARTIAL_DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return Period(first, first if day else _last_day(year, month or 12))


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def anniversary(day: date) -> date:
    """Twelve calendar months later; 29 February is followed by 28 February."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)
