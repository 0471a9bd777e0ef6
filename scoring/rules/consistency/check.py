"""How a check tells what it found: a contradiction or none, with both sides of the record.

A check is two statements that cannot both be true, or that a reader has to see together; it
answers yes only where the record makes both.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.rules.base import Criterion
from scoring.values.cells import Amount, Code, Codes, Finding, Why, code
from scoring.values.fields import Facts, Field, Row, newest
from scoring.values.interval import EXACT
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth, all_of, truth
from scoring.values.units import NUMBER, Quantity

Check = Callable[[Facts], Criterion]
Side = Mapping[str, Any]


def contradiction(key: str, answer: Truth, *sides: Side) -> Criterion:
    """sides: in the order in which they are read; none where there is nothing to show."""
    return Criterion(key, answer, {"sides": [dict(side) for side in sides]})


def both(key: str, one: Truth, other: Truth, *sides: Side) -> Criterion:
    """A contradiction where the record makes both statements."""
    return contradiction(key, all_of(one, other), *sides)


def is_word(said: Code, *words: str) -> Truth:
    """Whether it is one of the words; unknown while nobody says."""
    if said.code is not None:
        return truth(said.code in words)
    return NOT_APPLICABLE if said.why is Why.NOT_APPLICABLE else UNKNOWN


def exceeds(amount: Amount, limit: Decimal) -> Truth:
    """Strictly above; unknown without a number."""
    if amount.interval is not None:
        return amount.interval.above(limit)
    return NOT_APPLICABLE if amount.why is Why.NOT_APPLICABLE else UNKNOWN


def side(field: Field[Any], cell: Any, quantity: Quantity = NUMBER) -> Side:
    """What a field says, or why it says nothing; a measurement in the unit that it is shown in."""
    said = _said(cell, quantity)
    return {"field": str(field), **(said or {"why": str(cell.why)})}


def _said(cell: Any, quantity: Quantity) -> dict[str, Any]:
    if isinstance(cell, Finding):
        return {} if cell.truth in (UNKNOWN, NOT_APPLICABLE) else {"value": str(cell.truth)}
    if isinstance(cell, Code):
        return {"value": cell.code} if cell.code else {}
    if isinstance(cell, Codes):
        return {"value": list(cell.codes)} if cell.codes else {}
    return measured(cell, quantity)


def measured(amount: Amount, quantity: Quantity) -> dict[str, Any]:
    """Number and unit as shown; a result in words where there is no number."""
    if amount.interval is None:
        return {"result": amount.result} if amount.result else {}
    unit, factor = quantity.shown
    shown = dict(amount.interval.times(EXACT.divide(Decimal(1), factor)).shown())
    return {**shown, "unit": unit} if unit and shown else shown


class Voices(NamedTuple):
    """What all sources say of one field of the newest row, each word once, in their order."""

    words: tuple[str, ...]
    why: Why | None = None


def voices(path: str) -> Field[Voices]:
    """The field with every source kept apart."""
    name = path.partition(".")[2]

    def read(rows: Sequence[Row]) -> Voices:
        cell, row = newest(rows, name, code)
        return Voices((), cell.why) if row is None else _voices(row.values.get(name), cell)

    return Field(path, read)


def _voices(raw: Any, cell: Code) -> Voices:
    if cell.why is not Why.CONFLICT:
        return Voices((cell.code,) if cell.code else (), cell.why)
    others = [each.get("value") for each in raw["alternatives"] if isinstance(each, Mapping)]
    words = [each for each in (raw["value"], *others) if isinstance(each, str)]
    return Voices(tuple(dict.fromkeys(words)), cell.why)


def disagreement(key: str, field: Field[Voices]) -> Check:
    """Whether sources say different things of the field."""

    def check(facts: Facts) -> Criterion:
        heard = facts[field]
        sides = [{"field": str(field), "value": word} for word in heard.words]
        if heard.why is Why.CONFLICT:
            return contradiction(key, YES, *sides)
        if heard.words:
            return contradiction(key, NO, *sides)
        return contradiction(key, UNKNOWN, {"field": str(field), "why": str(heard.why)})

    return check
