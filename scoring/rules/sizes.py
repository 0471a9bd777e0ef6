"""The tumour's sizes on imaging and in the specimen, in the order in which they were printed."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from scoring.rules.base import Note
from scoring.rules.specimens import RESECTION, SPECIMEN_READS, UNSTATED, latest_row, specimens
from scoring.rules.timeline import TIMELINE_READS, is_after_treatment, written
from scoring.values.cells import Amount, Why, amount, dated
from scoring.values.fields import Facts, every
from scoring.values.interval import EXACT, Interval
from scoring.values.units import LENGTH

STUDIED_ON = every("ct_abdomen.date", dated)
IMAGED = tuple(every(f"ct_abdomen.tumour_dim_{place}", amount(LENGTH)) for place in (1, 2, 3))
RESECTED = tuple(every(f"pathology.specimen_dim_{place}", amount(LENGTH)) for place in (1, 2, 3))
IMAGING_READS = (STUDIED_ON, *IMAGED, *TIMELINE_READS)
SIZE_READS = (*IMAGING_READS, *RESECTED, *SPECIMEN_READS)
MOST_APART = Decimal("1.2")  # greater size / smaller size
IN_DOUBT = (Why.CONFLICT, Why.UNREADABLE)


class Sizes(NamedTuple):
    """Three dimensions of one row."""

    first: Amount
    second: Amount
    third: Amount


def on_imaging(facts: Facts) -> Sizes | None:
    """Of the latest study that gives any; None where none does.

    A study after the first operation or recurrence shows another tumour.
    """
    cells = latest_row(facts, STUDIED_ON, IMAGED, partial(is_after_treatment, facts))
    return None if cells is None else Sizes(*cells)


def other_studies(facts: Facts) -> tuple[Note, ...]:
    """By their dates: the sized studies that are left out; the one read where sizes differ."""
    rows = zip(*(facts[field] for field in IMAGED), facts[STUDIED_ON], strict=True)
    sized = [(size, date) for *sizes, date in rows if (size := greatest(sizes)) is not None]
    late = [written(date) for _size, date in sized if is_after_treatment(facts, date)]
    read = [(size.exact, date) for size, date in sized if not is_after_treatment(facts, date)]
    notes = [Note("study_after_treatment", {"dates": late})] if late else []
    exact = [size for size, _date in read if size is not None]
    if exact and are_far_apart(min(exact), max(exact)):
        notes.append(Note("studies_differ", {"date": written(read[0][1])}))
    return tuple(notes)


def are_far_apart(one: Decimal, other: Decimal) -> bool:
    """By more than a fifth of the smaller."""
    return max(one, other) > EXACT.multiply(min(one, other), MOST_APART)


def in_specimen(facts: Facts) -> tuple[str, Sizes] | None:
    """Kind and sizes of the latest resection that gives any, else of a specimen of unknown kind."""
    found = specimens(facts, RESECTED)
    for kind in (RESECTION, UNSTATED):
        if kind in found:
            return kind, Sizes(*found[kind])
    return None


def greatest(sizes: Sequence[Amount]) -> Interval | None:
    """The greatest dimension; None where none is known.

    One that nobody gives is taken to be smaller than those given; one in doubt may be larger.
    """
    known = [size.interval for size in sizes if size.interval is not None]
    if not known:
        return None
    low, low_open = _least(known)
    if any(size.why in IN_DOUBT for size in sizes):
        return Interval(low, None, low_open)
    high, high_open = _most(known)
    return Interval(low, high, low_open, high_open)


def _least(known: Sequence[Interval]) -> tuple[Decimal | None, bool]:
    """The lower end of the greatest, and whether it is open: one of equal ends is enough."""
    ends = [(each.low, each.low_open) for each in known if each.low is not None]
    return max(ends, default=(None, False))


def _most(known: Sequence[Interval]) -> tuple[Decimal | None, bool]:
    """Its upper end, and whether it is open: all equal ends must be. None where one is missing."""
    ends = [(each.high, not each.high_open) for each in known if each.high is not None]
    high, is_closed = max(ends) if len(ends) == len(known) else (None, True)
    return high, not is_closed
