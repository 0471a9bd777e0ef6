"""Strict reading of JSON and JSON Lines. What Python's reader lets through or crashes on is refused
here with line and path: duplicate keys, NaN, deep nesting, surrogates, NUL, endless numbers."""

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from cases.exchange.parsing import (
    MAX_DEPTH,
    BrokenJSONError,
    Duplicates,
    NotANumber,
    decode_at,
    depth,
    skip_space,
    too_deep,
)

MAX_CASE_BYTES = 1_000_000
PROBED_LINES = 200  # of a file, to tell JSON Lines from a document that is written over lines
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")  # what "surrogateescape" makes of such bytes
_SHOWN_KEY_LENGTH = 60  # characters


@dataclass(frozen=True)
class Problem:
    """One refusal: where in the case and why. path is empty for the case as a whole."""

    path: str
    message: str


@dataclass
class ReadCase:
    """One case as read: value None when it could not be read at all.

    line: of the file, from 1, on which the case (or the fault) stands.
    tainted: paths of every part in which something is refused, the parts around it included.
    """

    line: int
    value: Any = None
    problems: list[Problem] = field(default_factory=list)
    tainted: set[str] = field(default_factory=set)


def read_cases(raw: bytes) -> Iterator[ReadCase]:
    """The cases of a file: one object a line, or objects and lists of them over several lines.

    A list of cases, or one document after another, ends at its first fault of syntax.
    """
    text = raw.decode("utf-8-sig", "surrogateescape")
    if _is_json_lines(text):
        for number, line_text in enumerate(text.split("\n"), start=1):
            if line_text.strip():
                yield _read_line(line_text, number)
    elif bad := _NOT_UTF8.search(text):
        yield _refused(_line_of(text, bad.start()), _("This is not UTF-8 text."))
    else:
        yield from _read_documents(text)


def join_path(path: str, name: str) -> str:
    """path.name; characters that cannot be shown are escaped, so that a path can be printed."""
    shown = "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode("ascii")
        for mark in name[:_SHOWN_KEY_LENGTH]
    )
    return f"{path}.{shown}" if path else shown


def _is_json_lines(text: str) -> bool:
    """Whether each line is a case of its own.

    So it is when the first line is whole JSON by itself, or when what begins there is broken and
    one of the next lines, not indented, is an object by itself.
    """
    lines = list(islice((line for line in text.split("\n") if line.strip()), PROBED_LINES))
    if len(lines) < 2:
        return False
    if _is_whole(lines[0]):
        return True
    if lines[0].lstrip().startswith("[") or not any(map(_is_object, lines)):
        return False
    try:
        _value, end = decode_at(text, skip_space(text, 0))
        _refuse_more(text, end)
    except BrokenJSONError:
        return True
    return False


def _is_object(line: str) -> bool:
    return line.startswith("{") and line.rstrip().endswith("}") and _is_whole(line)


def _is_whole(line: str) -> bool:
    try:
        _value, end = decode_at(line, skip_space(line, 0))
    except BrokenJSONError:
        return False
    return not line[end:].strip()


def _read_line(text: str, line: int) -> ReadCase:
    if _NOT_UTF8.search(text):
        return _refused(line, _("This is not UTF-8 text."))
    try:
        start = skip_space(text, 0)
        value, end = decode_at(text, start)
        _refuse_more(text, end)
    except BrokenJSONError as error:
        return _refused(line, error.reason)
    return _read_value(value, text[start:end], line)


def _read_documents(text: str) -> Iterator[ReadCase]:
    """One document after the other; after a fault nothing can be told of what follows."""
    line, counted = 1, 0
    try:
        for value, start, end in _values(text):
            line += text.count("\n", counted, start)
            counted = start
            yield _read_value(value, text[start:end], line)
    except BrokenJSONError as error:
        yield _refused(_line_of(text, error.position), error.reason)


def _values(text: str) -> Iterator[tuple[Any, int, int]]:
    """Each object of a text, or item of a list in it, with where it begins and ends."""
    position = skip_space(text, 0)
    if position == len(text):
        raise BrokenJSONError(_("The file holds no case."), 0)
    while position < len(text):
        if text[position] == "[":
            position = yield from _items(text, position)
            _refuse_more(text, position)
        else:
            value, end = decode_at(text, position)
            _refuse_more(text, end)
            yield value, position, end
            position = end
        position = skip_space(text, position)


def _items(text: str, start: int) -> Generator[tuple[Any, int, int], None, int]:
    """The items of the list that begins at start; returns the position behind it."""
    position = skip_space(text, start + 1)
    if text.startswith("]", position):
        return position + 1
    while True:
        value, end = decode_at(text, position)
        yield value, position, end
        position = skip_space(text, end)
        if text.startswith("]", position):
            return position + 1
        if not text.startswith(",", position):
            raise BrokenJSONError.at(text, position, _("expecting , or ] after a case"))
        position = skip_space(text, position + 1)


def _refuse_more(text: str, end: int) -> None:
    """Refuse more on the line on which a document has ended."""
    line_end = text.find("\n", end)
    if text[end : line_end if line_end >= 0 else None].strip():
        raise BrokenJSONError.at(text, end, _("more text after the end of the case"))


def _read_value(value: Any, text: str, line: int) -> ReadCase:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_CASE_BYTES:
        return _refused(line, _("The case is larger than 1 MB."))
    if depth(text) > MAX_DEPTH:
        return _refused(line, too_deep())
    read = ReadCase(line, value)
    for trail, message in _walk(value, ("",)):
        read.problems.append(Problem(trail[-1], message))
        read.tainted.update(trail)
    return read


def _refused(line: int, message: str) -> ReadCase:
    return ReadCase(line, problems=[Problem("", message)])


def _line_of(text: str, position: int) -> int:
    return 1 + text.count("\n", 0, position)


def _walk(value: Any, trail: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """(paths from the whole case down to the fault, message) of every fault in a value."""
    if isinstance(value, NotANumber):
        yield trail, _("NaN and Infinity are not values.")
    elif isinstance(value, str) and _UNREADABLE.search(value):
        yield trail, _("This text holds characters that cannot be read. Remove them.")
    elif value is None and len(trail) > 1:
        yield trail, _("null is no value. Leave the key out instead.")
    elif isinstance(value, Duplicates):
        for name, inner in value.items():
            yield from _walk_entry(name, inner, name in value.twice, trail)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, (*trail, f"{trail[-1]}[{index}]"))


def _walk_entry(
    name: str, value: Any, is_twice: bool, trail: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    below = (*trail, join_path(trail[-1], name))
    if is_twice:
        yield below, _("This key stands twice.")
    if _UNREADABLE.search(name):
        yield below, _("This key holds characters that cannot be read.")
    yield from _walk(value, below)
