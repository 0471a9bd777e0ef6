"""Age at a later or earlier day than that at which it is recorded, in completed years."""

from datetime import date

from scoring.values.cells import Amount
from scoring.values.interval import EXACT, Interval
from scoring.values.periods import Period

LEAP_DAY, DAY_BEFORE = (2, 29), (2, 28)


def age_at(age: Amount, recorded: Period | None, day: Period | None) -> Amount:
    """age: that of the day on which it is recorded, kept where a date is missing.

    A birthday may lie in the part of a year that is left over: two ages are possible, of a rough
    date more.
    """
    if age.interval is None or recorded is None or day is None or _is_one_day(recorded, day):
        return age
    fewest = full_years(recorded.last, day.first)
    most = full_years(recorded.first, day.last) + 1
    low, high, *is_open = age.interval
    moved = Interval(
        None if low is None else EXACT.add(low, fewest),
        None if high is None else EXACT.add(high, most),
        *is_open,
    )
    return age._replace(interval=moved)


def _is_one_day(recorded: Period, day: Period) -> bool:
    return recorded == day and day.first == day.last


def full_years(start: date, end: date) -> int:
    """Anniversaries from one day to the other; below zero for an earlier day.

    29 February is followed by 28 February.
    """
    begun = (start.month, start.day)
    anniversary = DAY_BEFORE if begun == LEAP_DAY else begun
    return end.year - start.year - ((end.month, end.day) < anniversary)
