"""One value of a document as a rule sees it. Nothing raises: what cannot be read is unknown."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

from scoring.values.interval import EXACT, Interval, interval, number_from
from scoring.values.periods import Period, period
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth, any_of
from scoring.values.units import Quantity

T = TypeVar("T")
RESULTS = ("normal", "low", "high")


class Why(StrEnum):
    """Why a value is not known. Unanswered: nobody said anything, the key is absent."""

    UNANSWERED = "unanswered"
    NOT_ASSESSED = "not_assessed"
    UNKNOWN = "unknown"
    NOT_DONE = "not_done"
    NOT_APPLICABLE = "not_applicable"
    EQUIVOCAL = "equivocal"
    CONFLICT = "conflict"
    UNREADABLE = "unreadable"


# Of these an older row can know better: they tell of the examination, not of the patient.
SAYS_NOTHING = frozenset({Why.UNANSWERED, Why.NOT_ASSESSED, Why.UNKNOWN, Why.NOT_DONE})
# A field of a page or file that was refused: unknown, and never what an older row says.
UNREADABLE = {"missing": str(Why.UNREADABLE)}
MISSING = {str(why): why for why in (Why.UNKNOWN, Why.NOT_DONE, Why.NOT_APPLICABLE)}


class Finding(NamedTuple):
    """why: None for yes and no."""

    truth: Truth
    why: Why | None = None


class Code(NamedTuple):
    """A word of a closed list. code: None when unknown."""

    code: str | None
    why: Why | None = None


class Codes(NamedTuple):
    """Several words of a closed list; empty when unknown."""

    codes: tuple[str, ...]
    why: Why | None = None


class Dated(NamedTuple):
    """period: None when unknown."""

    period: Period | None
    why: Why | None = None


class Amount(NamedTuple):
    """A measured value and the limits it came with, all in the quantity's canonical unit.

    interval: None when only a result in words is known, or nothing.
    result: normal, low or high, as the laboratory judged.
    sampled: the date of the row it stands in.
    is_beside: it stands in the same row as the quantity that it is read beside, if any.
    """

    interval: Interval | None
    result: str | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    is_approximate: bool = False
    why: Why | None = None
    sampled: Period | None = None
    is_beside: bool = False


FINDINGS = (
    dict.fromkeys(("present", "yes", "positive"), Finding(YES))
    | dict.fromkeys(("absent", "no", "negative"), Finding(NO))
    | {
        "equivocal": Finding(UNKNOWN, Why.EQUIVOCAL),
        "not_assessed": Finding(UNKNOWN, Why.NOT_ASSESSED),
        "unknown": Finding(UNKNOWN, Why.UNKNOWN),
        "not_done": Finding(UNKNOWN, Why.NOT_DONE),
        "not_applicable": Finding(NOT_APPLICABLE, Why.NOT_APPLICABLE),
    }
)
NO_FINDING = {
    why: Finding(NOT_APPLICABLE if why is Why.NOT_APPLICABLE else UNKNOWN, why) for why in Why
}
NO_CODE = {why: Code(None, why) for why in Why}
NO_CODES = {why: Codes((), why) for why in Why}
NO_DATE = {why: Dated(None, why) for why in Why}
NO_AMOUNT = {why: Amount(None, why=why) for why in Why}


def finding(raw: Any) -> Finding:
    """present, absent, equivocal, not_assessed; yes and no mean the same as present and absent."""
    return _read(raw, _plain_finding, NO_FINDING)


def code(raw: Any) -> Code:
    """Any word; "unknown" and the like are no word."""
    return _read(raw, _plain_code, NO_CODE)


def implied(says: Callable[[str], Truth]) -> Callable[[Any], Finding]:
    """The reader of a finding that words imply: words that imply the same contradict nothing."""

    def plain(raw: Any) -> Finding:
        word = _plain_code(raw)
        return NO_FINDING[word.why] if word.why is not None else Finding(says(word.code or ""))

    return lambda raw: _read(raw, plain, NO_FINDING)


def codes(raw: Any) -> Codes:
    """A list of words."""
    return _read(raw, _plain_codes, NO_CODES)


def dated(raw: Any) -> Dated:
    """A partial date."""
    return _read(raw, _plain_date, NO_DATE)


def amount(quantity: Quantity) -> Callable[[Any], Amount]:
    """The reader of one quantity's measurements. A negative number cannot be read."""

    def read(raw: Any) -> Amount:
        if not isinstance(raw, Mapping):
            raw = {} if raw is None else {"value": raw}
        measured = _amount(raw, quantity)
        others = (_other_amount(raw, value, quantity) for value in _other_values(raw))
        if any(other[:2] != measured[:2] for other in others):
            return NO_AMOUNT[Why.CONFLICT]
        return measured

    return read


@lru_cache(maxsize=4096)  # findings are few, their combinations in a cohort too
def either(*findings: Finding) -> Finding:
    """Or. why: the first reason that somebody gave, else that nobody answered."""
    said = any_of(*(each.truth for each in findings))
    reasons = [each.why for each in findings if each.truth is said and each.why is not None]
    given = (why for why in reasons if why is not Why.UNANSWERED)
    return Finding(said, next(given, Why.UNANSWERED) if reasons else None)


def _read(raw: Any, plain: Callable[[Any], T], unknown: Mapping[Why, T]) -> T:
    """A bare value, or an object with a value, a reason why there is none, and other sources."""
    if raw is None:
        return unknown[Why.UNANSWERED]
    if not isinstance(raw, Mapping):
        return plain(raw)
    value = raw.get("value")
    if value is None:
        return unknown[_reason(raw)]
    cell = plain(value)
    if any(plain(other) != cell for other in _other_values(raw)):
        return unknown[Why.CONFLICT]
    return cell


def _reason(raw: Mapping[str, Any]) -> Why:
    missing = raw.get("missing")
    if missing is None:
        return Why.UNANSWERED
    return MISSING.get(missing, Why.UNREADABLE) if isinstance(missing, str) else Why.UNREADABLE


def _other_values(raw: Mapping[str, Any]) -> list[Any]:
    """What other sources say; a source that says nothing contradicts nothing."""
    others = raw.get("alternatives")
    if not isinstance(others, Sequence):
        return []
    values = [other.get("value") for other in others if isinstance(other, Mapping)]
    return [value for value in values if value is not None]


def _plain_finding(raw: Any) -> Finding:
    unreadable = NO_FINDING[Why.UNREADABLE]
    return FINDINGS.get(raw, unreadable) if isinstance(raw, str) else unreadable


def _plain_code(raw: Any) -> Code:
    if not isinstance(raw, str) or not raw:
        return NO_CODE[Why.UNREADABLE]
    word = FINDINGS.get(raw)
    return Code(raw) if word is None or word.why is None else Code(None, word.why)


def _plain_codes(raw: Any) -> Codes:
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        return NO_CODES[Why.UNREADABLE]
    return Codes(tuple(word for word in raw if isinstance(word, str)))


def _plain_date(raw: Any) -> Dated:
    days = period(raw) if isinstance(raw, str) else None
    return NO_DATE[Why.UNREADABLE] if days is None else Dated(days)


def _amount(raw: Mapping[str, Any], quantity: Quantity) -> Amount:
    result = raw.get("result")
    if not (isinstance(result, str) and result in RESULTS):
        result = None
    known = _interval(raw, quantity)
    if known is None and result is None:
        return NO_AMOUNT[_reason(raw) if raw.get("value") is None else Why.UNREADABLE]
    return Amount(
        known,
        result,
        _limit(raw.get("lower"), quantity),
        _limit(raw.get("upper"), quantity),
        known is not None and raw.get("comparator") == "~",
    )


def _other_amount(raw: Mapping[str, Any], value: Any, quantity: Quantity) -> Amount:
    """Another source's value: an object of its own, or a number in the first one's unit."""
    whole = value if isinstance(value, Mapping) else {"value": value, "unit": raw.get("unit", "")}
    return _amount(whole, quantity)


def _interval(raw: Mapping[str, Any], quantity: Quantity) -> Interval | None:
    number, factor = number_from(raw.get("value")), _factor(raw, quantity)
    comparator = raw.get("comparator") or ""
    if number is None or factor is None or number < 0 or not isinstance(comparator, str):
        return None
    known = interval(number, comparator)
    return known and known.times(factor)


def _limit(raw: Any, quantity: Quantity) -> Decimal | None:
    """A laboratory's limit carries its own unit."""
    if not isinstance(raw, Mapping):
        return None
    number, factor = number_from(raw.get("value")), _factor(raw, quantity)
    if number is None or factor is None:
        return None
    return EXACT.multiply(number, factor).normalize(EXACT)


def _factor(raw: Mapping[str, Any], quantity: Quantity) -> Decimal | None:
    unit = raw.get("unit", "")
    return quantity.factor(unit) if isinstance(unit, str) else None
