"""Decoding JSON strictly: numbers stay Decimal, an object remembers the keys that came twice, NaN
is marked so that it can be refused with its path, and no text makes it crash."""

import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any

import simplejson
from django.utils.translation import gettext as _

MAX_DEPTH = 20
LARGEST_EXPONENT = 400  # powers of ten; no field comes near, and its bounds refuse what is beyond
IMPOSSIBLE = Decimal(f"1e{LARGEST_EXPONENT}")  # stands for every number beyond
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_SPACE = re.compile(r"[ \t\n\r]*")


class BrokenJSONError(ValueError):
    """The text cannot be decoded. position: of the fault, counted from the start of the text."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(reason)
        self.reason, self.position = reason, position

    @classmethod
    def at(cls, text: str, position: int, why: str) -> "BrokenJSONError":
        """A fault of syntax: why, and in which column of its line."""
        words = {"why": why, "column": position - text.rfind("\n", 0, position)}
        return cls(_("This is not JSON: %(why)s (column %(column)s).") % words, position)


class NotANumber:
    """Stands for NaN or an infinity until it is refused with its path."""


class Duplicates(dict[str, Any]):
    """An object that remembers which of its keys came twice."""

    twice: frozenset[str] = frozenset()


def decode_at(text: str, start: int) -> tuple[Any, int]:
    """The value that begins at start, and the position behind it. BrokenJSONError otherwise."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except simplejson.JSONDecodeError as error:
        raise BrokenJSONError.at(text, error.pos, error.msg) from None
    except RecursionError:
        raise BrokenJSONError(too_deep(), start) from None
    return value, end


def skip_space(text: str, start: int) -> int:
    """Position of the next character that is no white space of JSON."""
    match = _SPACE.match(text, start)
    assert match
    return match.end()


def depth(text: str) -> int:
    """Deepest nesting of brackets outside strings; counts without recursion."""
    level = deepest = 0
    for match in _STRUCTURE.finditer(text):
        mark = match.group()
        if mark in "[{":
            level += 1
            deepest = max(deepest, level)
        elif mark in "]}":
            level -= 1
    return deepest


def too_deep() -> str:
    """The refusal of more than MAX_DEPTH levels."""
    return _("Nested deeper than %s levels.") % MAX_DEPTH


def _parse_int(digits: str) -> Decimal:
    """As Decimal: an endless integer is refused by its field's bounds, not by a crash."""
    return Decimal(digits) if len(digits) < LARGEST_EXPONENT else IMPOSSIBLE


def _parse_fraction(text: str) -> Decimal:
    """As typed; exponents that Decimal does not hold would cost the whole case its reading."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return IMPOSSIBLE
    return number if abs(number.adjusted()) <= LARGEST_EXPONENT else IMPOSSIBLE


def _keep_duplicates(pairs: list[tuple[str, Any]]) -> Duplicates:
    built = Duplicates(pairs)
    if len(built) < len(pairs):
        counts = Counter(name for name, _value in pairs)
        built.twice = frozenset(name for name, count in counts.items() if count > 1)
    return built


_DECODER = simplejson.JSONDecoder(
    parse_float=_parse_fraction,
    parse_int=_parse_int,
    parse_constant=lambda _name: NotANumber(),
    object_pairs_hook=_keep_duplicates,
)
