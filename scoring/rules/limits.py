"""A laboratory value against a limit."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.rules.base import Criterion
from scoring.values.cells import Amount, Why
from scoring.values.interval import EXACT, Interval, plain
from scoring.values.truth import NOT_APPLICABLE, UNKNOWN, Truth, truth
from scoring.values.units import Quantity

# Whose limit it is; the fourth is 1.5 times the laboratory's.
REPORT, DEFAULT, SCORE, RAISED = "report", "default", "score", "raised"
EQUATION = "equation"


class Side(NamedTuple):
    """word: the result that says yes; the other two say no."""

    word: str
    beyond: Callable[[Interval, Decimal], Truth]


BELOW = Side("low", Interval.below)
ABOVE = Side("high", Interval.above)


class Judgement(NamedTuple):
    """limit: in the canonical unit; None where the number met none.

    in_words: the result in words decided. contradicts_words: it says otherwise than the number.
    """

    answer: Truth
    limit: Decimal | None = None
    limit_from: str = ""
    in_words: bool = False
    contradicts_words: bool = False


def judge(amount: Amount, side: Side, limit: Decimal | None, limit_from: str = REPORT) -> Judgement:
    """Strictly beyond the limit? A number that its limit decides outweighs a result in words."""
    if amount.why is Why.NOT_APPLICABLE:
        return Judgement(NOT_APPLICABLE)
    in_words = truth(amount.result == side.word) if amount.result else UNKNOWN
    if amount.interval is None or limit is None:
        return Judgement(in_words, in_words=bool(amount.result))
    by_number = side.beyond(amount.interval, limit)
    if by_number is UNKNOWN:
        return Judgement(in_words, limit, limit_from, in_words=bool(amount.result))
    disagrees = UNKNOWN is not in_words is not by_number
    return Judgement(by_number, limit, limit_from, contradicts_words=disagrees)


def criterion(key: str, amount: Amount, judgement: Judgement, quantity: Quantity) -> Criterion:
    """The criterion in the unit that the quantity is shown in."""
    unit, factor = quantity.shown
    values: dict[str, Any] = {}
    if amount.interval is not None:
        values = dict(amount.interval.times(EXACT.divide(Decimal(1), factor)).shown())
    if judgement.limit is not None:
        values["limit"] = plain(EXACT.divide(judgement.limit, factor))
    if unit and values:
        values["unit"] = unit
    if judgement.limit_from:
        values["limit_from"] = judgement.limit_from
    if judgement.in_words or judgement.contradicts_words:
        values["result"] = amount.result
    return Criterion(key, judgement.answer, values | _circumstances(amount))


def lacks(amount: Amount) -> str:
    """What an unknown judgement lacks."""
    if amount.interval is None:
        return "agreement" if amount.why is Why.CONFLICT else "value"
    return "limit" if amount.interval.exact is not None else "exact_value"


def _circumstances(amount: Amount) -> dict[str, str]:
    values = {} if amount.why is None else {"why": str(amount.why)}
    if amount.sampled is not None:
        values["sampled"] = amount.sampled.text()
    return values
