"""What lies certainly after the first operation, or the first recurrence, by the dates given.

Whatever the dates leave open is taken to lie before: one that is not known, a year alone.
"""

from collections.abc import Iterable

from scoring.values.cells import Dated, Why, dated, finding
from scoring.values.fields import Facts, every
from scoring.values.truth import YES

OPERATED = every("surgery.operated", finding)
OPERATED_ON = every("surgery.date", dated)
RECURRED_ON = every("recurrences.date", dated)
TIMELINE_READS = (OPERATED, OPERATED_ON, RECURRED_ON)


def is_after_treatment(facts: Facts, day: Dated) -> bool:
    """After an operation that was done, or after a recurrence."""
    rows = zip(facts[OPERATED], facts[OPERATED_ON], strict=True)
    done = (
        date for operated, date in rows if operated.truth is YES or operated.why is Why.UNANSWERED
    )
    return is_after(day, done) or is_after_recurrence(facts, day)


def is_after_recurrence(facts: Facts, day: Dated) -> bool:
    return is_after(day, facts[RECURRED_ON])


def is_after(day: Dated, events: Iterable[Dated]) -> bool:
    """Later than at least one of them, whatever the partial dates mean."""
    return day.period is not None and any(
        event.period is not None and event.period.last < day.period.first for event in events
    )


def written(day: Dated) -> str:
    """With the precision that it has."""
    return "undated" if day.period is None else day.period.text()
