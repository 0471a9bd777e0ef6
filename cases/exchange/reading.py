"""Strict reading of JSON and JSON Lines. What Python's reader lets through or crashes on is refused
here with line and path: duplicate keys, NaN, deep nesting, surrogates, NUL, endless numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import simplejson
from django.utils.translation import gettext as _

MAX_CASE_BYTES = 1_000_000
MAX_DEPTH = 20
_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """One refusal: where in the case and why. path is empty for the case as a whole."""

    path: str
    message: str


@dataclass
class ReadCase:
    """One case as read: value None when it could not be read at all.

    line: of the file, from 1, on which the case (or the fault) stands.
    """

    line: int
    value: Any = None
    problems: list[Problem] = field(default_factory=list)


class _Duplicates(dict[str, Any]):
    """An object that remembers which of its keys came twice."""

    twice: tuple[str, ...] = ()


class _NotANumber:
    """Stands for NaN or an infinity until the walk refuses it with its path."""


def read_cases(raw: bytes) -> Iterator[ReadCase]:
    """The cases of a file: one JSON object, a list of them, or one object a line."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        yield ReadCase(line, problems=[Problem("", _("This is not UTF-8 text."))])
        return
    if _is_json_lines(text):
        for number, line_text in enumerate(text.split("\n"), start=1):
            if line_text.strip():
                yield _read_one(line_text, number)
        return
    whole = _read_one(text, 1)
    if not isinstance(whole.value, list):
        yield whole
        return
    for item in whole.value:
        yield ReadCase(1, item, list(_walk(item, "", 0)))


def _is_json_lines(text: str) -> bool:
    """Several lines of which the first or second is a JSON object by itself."""
    lines = [line for line in text.split("\n", 200) if line.strip()]
    return len(lines) > 1 and any(_is_object(line) for line in lines[:2])


def _is_object(line: str) -> bool:
    stripped = line.strip()
    if not (stripped.startswith("{") and stripped.endswith("}")):
        return False
    return not isinstance(_parse(stripped), Problem)


def _read_one(text: str, line: int) -> ReadCase:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_CASE_BYTES and not text.lstrip().startswith(
        "["
    ):
        return ReadCase(line, problems=[Problem("", _("The case is larger than 1 MB."))])
    if _depth(text) > MAX_DEPTH + 1:
        return ReadCase(line, problems=[Problem("", _("Nested deeper than 20 levels."))])
    parsed = _parse(text)
    if isinstance(parsed, Problem):
        return ReadCase(line, problems=[parsed])
    if isinstance(parsed, list):
        return ReadCase(line, parsed)
    return ReadCase(line, parsed, list(_walk(parsed, "", 0)))


def _parse(text: str) -> Any:
    try:
        return simplejson.loads(
            text,
            parse_float=Decimal,
            parse_int=_parse_int,
            parse_constant=lambda _name: _NotANumber(),
            object_pairs_hook=_keep_duplicates,
        )
    except simplejson.JSONDecodeError as error:
        return Problem(
            "",
            _("This is not JSON: %(why)s (line %(line)s, column %(column)s of it).")
            % {"why": error.msg, "line": error.lineno, "column": error.colno},
        )
    except (ValueError, ArithmeticError, RecursionError):
        return Problem("", _("This JSON cannot be read."))


def _parse_int(digits: str) -> Decimal:
    """As Decimal: an endless integer is refused by its field's bounds, not by a crash."""
    return Decimal(digits) if len(digits) < 400 else Decimal("1e400")


def _keep_duplicates(pairs: list[tuple[str, Any]]) -> _Duplicates:
    built = _Duplicates(pairs)
    if len(built) < len(pairs):
        names = [name for name, _value in pairs]
        built.twice = tuple(sorted({name for name in names if names.count(name) > 1}))
    return built


def _depth(text: str) -> int:
    """Deepest nesting of brackets outside strings; counts without recursion."""
    depth = deepest = 0
    for match in _STRUCTURE.finditer(text):
        mark = match.group()
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _walk(value: Any, path: str, depth: int) -> Iterator[Problem]:
    if isinstance(value, _NotANumber):
        yield Problem(path, _("NaN and Infinity are not values."))
    elif isinstance(value, str) and _UNREADABLE.search(value):
        yield Problem(path, _("This text holds characters that cannot be read. Remove them."))
    elif isinstance(value, dict):
        for name in getattr(value, "twice", ()):
            yield Problem(_join(path, name), _("This key stands twice."))
        for name, inner in value.items():
            if _UNREADABLE.search(name):
                yield Problem(path, _("A key holds characters that cannot be read."))
            else:
                yield from _walk(inner, _join(path, name), depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, f"{path}[{index}]", depth + 1)


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
