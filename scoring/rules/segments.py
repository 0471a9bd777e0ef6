"""Segments of the inferior vena cava, and those that the limits of a tumour span.

As the case report teaches them after Kulaylat 1997: I below the renal veins, II from there to the
hepatic veins, III from there to the right atrium. It does not say to which segment an ostium
belongs; by convention here to the higher one.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from scoring.values.truth import NO, UNKNOWN, YES, Truth

# From below upwards. A tumour whose upper end lies in the iliac veins is not in the cava.
LEVELS = (
    *("iliac_veins", "iliac_confluence", "infrarenal", "renal_vein_ostia"),
    *("suprarenal", "hepatic_vein_ostia", "suprahepatic", "right_atrium"),
)
RANK = {level: rank for rank, level in enumerate(LEVELS)}
LOWEST_UPPER = RANK["iliac_confluence"]
RENAL, HEPATIC = RANK["renal_vein_ostia"], RANK["hepatic_vein_ostia"]
SEGMENTS = ("I", "II", "III")


class Limits(NamedTuple):
    """Lowest and highest level of the tumour; None where it is not known."""

    lower: str | None
    upper: str | None


class Span(NamedTuple):
    """certain: segments in every completion of the limits; possible: in some. Both from below.

    Nothing is possible where the limits contradict each other.
    """

    certain: tuple[str, ...]
    possible: tuple[str, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """Neither certain nor excluded, from below."""
        return tuple(segment for segment in self.possible if segment not in self.certain)

    def truth(self, segment: str) -> Truth:
        """Whether the tumour is in the segment; limits that contradict each other do not say."""
        if segment in self.certain:
            return YES
        if not self.possible:
            return UNKNOWN
        return UNKNOWN if segment in self.possible else NO


@cache
def completions(limits: Limits) -> tuple[frozenset[str], ...]:
    """The sets of segments that the limits leave possible; none where they contradict."""
    lowers = range(len(LEVELS)) if limits.lower is None else (RANK[limits.lower],)
    uppers = range(len(LEVELS)) if limits.upper is None else (RANK[limits.upper],)
    legal = (
        (low, high) for low in lowers for high in uppers if low <= high and high >= LOWEST_UPPER
    )
    return tuple({_segments(low, high) for low, high in legal})


def _segments(low: int, high: int) -> frozenset[str]:
    within = (low < RENAL, low < HEPATIC and high >= RENAL, high >= HEPATIC)
    return frozenset(name for name, is_in in zip(SEGMENTS, within, strict=True) if is_in)


@cache
def span(limits: Limits) -> Span:
    """What is certain and what is possible."""
    sets = completions(limits)
    certain = [name for name in SEGMENTS if sets and all(name in each for each in sets)]
    return Span(tuple(certain), tuple(n for n in SEGMENTS if any(n in each for each in sets)))


def above(limits: Limits, segments: Iterable[str]) -> tuple[str, ...]:
    """Those of the segments that lie above all that the limits leave possible, from below."""
    possible = span(limits).possible
    higher = SEGMENTS[SEGMENTS.index(possible[-1]) + 1 :] if possible else ()
    return tuple(segment for segment in higher if segment in segments)
