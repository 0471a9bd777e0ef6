"""Steps of a scale that a value, known exactly or only from one side, can stand on."""

from collections.abc import Sequence
from decimal import Decimal

from scoring.values.interval import Interval
from scoring.values.truth import NO, UNKNOWN, YES, Truth, negate


def steps(passed: Sequence[Truth]) -> tuple[int, ...]:
    """passed: for each limit, from the lowest, whether the value has passed it.

    Step 0 lies below all of them; each limit that is passed is one step up.
    """
    return tuple(range(passed.count(YES), len(passed) - passed.count(NO) + 1))


def reaches(known: Interval | None, limit: Decimal) -> Truth:
    """At the limit or beyond it; unknown where nothing is known."""
    return UNKNOWN if known is None else negate(known.below(limit))


def exceeds(known: Interval | None, limit: Decimal) -> Truth:
    """Beyond the limit: equal to it is not. Unknown where nothing is known."""
    return UNKNOWN if known is None else known.above(limit)
