"""Whether a sample is from before a kidney, or a part of one, was removed."""

from scoring.values.cells import Dated, Finding, Why, codes, dated, implied
from scoring.values.fields import Facts, every
from scoring.values.periods import Period
from scoring.values.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, truth

NEPHRECTOMY = every("surgery.nephrectomy", implied(lambda word: truth(word != "none")))
RESECTED = every("surgery.organs_resected", codes)
OPERATED_ON = every("surgery.date", dated)
NEPHRECTOMY_READS = (NEPHRECTOMY, RESECTED, OPERATED_ON)
KIDNEYS = frozenset({"right_kidney", "left_kidney"})


def before_nephrectomy(facts: Facts, sampled: Period | None) -> Truth:
    """Unknown where a date is missing, of one day, or too rough; no where none was done.

    An operation that does not say whether a kidney was removed counts as one without.
    """
    rows = zip(facts[NEPHRECTOMY], facts[RESECTED], facts[OPERATED_ON], strict=True)
    return any_of(
        *(
            all_of(_removed(said, KIDNEYS.intersection(organs.codes)), _later(day, sampled))
            for said, organs, day in rows
        )
    )


def _removed(said: Finding, kidneys: frozenset[str]) -> Truth:
    if kidneys or said.truth is YES:
        return YES
    return UNKNOWN if said.why is Why.CONFLICT else NO


def _later(operated: Dated, sampled: Period | None) -> Truth:
    """On one day the order is not known."""
    day = operated.period
    if day is None or sampled is None:
        return UNKNOWN
    if day.first > sampled.last:
        return YES
    return NO if day.last < sampled.first else UNKNOWN
