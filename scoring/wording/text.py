"""A card in words, ready for a template: every text is a plain string in the active language."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionText:
    """answer: yes, no, unknown or not_applicable, for the mark. detail: empty when none.

    side: for or against on a sheet of statements, else empty.
    """

    key: str
    label: str
    answer: str
    answer_text: str
    detail: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class BarSpan:
    """A group and the points that belong to it, both ends included."""

    key: str
    label: str
    first: int
    last: int
    is_possible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """counted: certain points; low to high: what is possible; of: how many factors apply."""

    counted: int
    low: int
    high: int
    of: int
    groups: tuple[BarSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A value beside its laboratory's limits, all in one unit. label: the same in words.

    low, high: what is known of the value; at most one of them is None, where nothing bounds it.
    lower, upper: the limits; None where the laboratory gives none. value: with sign and unit.
    """

    low: Decimal | None
    high: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardText:
    """status: applicable, not_applicable or unknown.

    short: for the folded panel, at most 60 characters in English; empty where it shows none.

    missing: what would settle most first.
    """

    rule: str
    title: str
    headline: str
    status: str
    lines: tuple[str, ...]
    criteria: tuple[CriterionText, ...]
    missing: tuple[str, ...]
    caveats: tuple[str, ...]
    citation: str
    short: str = ""
    bar: Bar | None = None
    place: Place | None = None
    certain: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    not_excluded: tuple[str, ...] = ()
