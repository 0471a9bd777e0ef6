"""Numbers known exactly or only from one side, in exact decimal arithmetic."""

from decimal import Context, Decimal
from typing import Any, NamedTuple

from scoring.values.truth import NO, UNKNOWN, YES, Truth

# Wide enough that no product of two accepted numbers is rounded; no trap, so nothing raises.
EXACT = Context(prec=120, traps=[])
LARGEST_EXPONENT, SMALLEST_EXPONENT = 15, -30  # powers of ten; beyond them nothing is measured
LARGEST_INTEGER = 10**LARGEST_EXPONENT


class Interval(NamedTuple):
    """low, high: None where nothing bounds that side; an open end is itself not possible."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    @property
    def exact(self) -> Decimal | None:
        """The number where only one is possible."""
        return self.low if self.low == self.high else None

    def below(self, limit: Decimal) -> Truth:
        """Strictly below: a number equal to the limit is not."""
        if self.high is not None and (self.high < limit or (self.high_open and self.high == limit)):
            return YES
        return NO if self.low is not None and self.low >= limit else UNKNOWN

    def above(self, limit: Decimal) -> Truth:
        """Strictly above: a number equal to the limit is not."""
        if self.low is not None and (self.low > limit or (self.low_open and self.low == limit)):
            return YES
        return NO if self.high is not None and self.high <= limit else UNKNOWN

    def times(self, factor: Decimal) -> "Interval":
        """factor: above zero."""
        return self._replace(low=_product(self.low, factor), high=_product(self.high, factor))

    def minus(self, other: "Interval") -> "Interval":
        """Every difference that is possible when the two vary independently."""
        return Interval(
            _difference(self.low, other.high),
            _difference(self.high, other.low),
            self.low_open or other.high_open,
            self.high_open or other.low_open,
        )

    def shown(self) -> dict[str, Decimal | str]:
        """The value and comparator of a card; empty where nothing bounds the interval."""
        if self.exact is not None:
            return {"value": plain(self.exact)}
        if self.low is not None:
            return {"comparator": ">" if self.low_open else ">=", "value": plain(self.low)}
        if self.high is not None:
            return {"comparator": "<" if self.high_open else "<=", "value": plain(self.high)}
        return {}


def interval(number: Decimal, comparator: str = "") -> Interval | None:
    """What a number with its comparator leaves possible; None for a comparator not known here.

    "~" stands at its number: the rule that uses it says so in a caveat.
    """
    match comparator:
        case "" | "~":
            return Interval(number, number)
        case ">" | ">=":
            return Interval(number, None, low_open=comparator == ">")
        case "<" | "<=":
            return Interval(None, number, high_open=comparator == "<")
    return None


def number_from(raw: Any) -> Decimal | None:
    """A number of a document as a Decimal; None for what is none, or none that can be measured."""
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        return None
    if isinstance(raw, int) and abs(raw) > LARGEST_INTEGER:
        return None
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite() or number.adjusted() > LARGEST_EXPONENT:
        return None
    exponent = number.as_tuple().exponent
    return number if isinstance(exponent, int) and exponent >= SMALLEST_EXPONENT else None


def plain(number: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 120 for 1.2E+2, 12 for 12.0."""
    return Decimal(format(number.normalize(EXACT), "f"))


def _product(number: Decimal | None, factor: Decimal) -> Decimal | None:
    return None if number is None else EXACT.multiply(number, factor).normalize(EXACT)


def _difference(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    if left is None or right is None:
        return None
    return EXACT.subtract(left, right).normalize(EXACT)
