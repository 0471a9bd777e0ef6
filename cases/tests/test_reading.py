"""Strict reading: what Python's reader lets through or crashes on is refused with line and path."""

import json
from decimal import Decimal
from typing import Any

import pytest

from cases.exchange.reading import read_cases


def problems(raw: bytes | str) -> list[tuple[int, str, str]]:
    """(line, path, message) of every problem."""
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    return [(read.line, p.path, p.message) for read in read_cases(data) for p in read.problems]


def nested(levels: int) -> str:
    """A case whose deepest object lies `levels` deep."""
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.parametrize(
    ("raw", "line", "path", "message"),
    [
        ('{"a": 1, "a": 2}', 1, "a", "This key stands twice."),
        ('{"a": [{"b": 1, "b": 1}]}', 1, "a[0].b", "This key stands twice."),
        ('{"a": {"b": NaN}}', 1, "a.b", "NaN and Infinity are not values."),
        ('{"a": [1, Infinity]}', 1, "a[1]", "NaN and Infinity are not values."),
        ('{"a": -Infinity}', 1, "a", "NaN and Infinity are not values."),
        (
            '{"a": "\\ud800"}',
            1,
            "a",
            "This text holds characters that cannot be read. Remove them.",
        ),
        (
            '{"a": "x\\u0000"}',
            1,
            "a",
            "This text holds characters that cannot be read. Remove them.",
        ),
        ('{"a\\u0000": 1}', 1, "", "A key holds characters that cannot be read."),
        (nested(22), 1, "", "Nested deeper than 20 levels."),
        (nested(100_000), 1, "", "Nested deeper than 20 levels."),
        ("[" * 100_000, 1, "", "Nested deeper than 20 levels."),
        (b'{"a": 1}\n{"b": "\xff"}', 2, "", "This is not UTF-8 text."),
        (b'{"a": "\xed\xa0\x80"}', 1, "", "This is not UTF-8 text."),
        ('{"a": "' + "x" * 1_000_000 + '"}', 1, "", "The case is larger than 1 MB."),
    ],
)
def test_is_refused(raw: Any, line: int, path: str, message: str) -> None:
    assert problems(raw) == [(line, path, message)]


@pytest.mark.parametrize("raw", ["", "{", "{]", '{"a" 1}', "{'a': 1}", "nothing", '{"a": 1} x'])
def test_what_is_not_json_says_where(raw: str) -> None:
    if raw:
        ((line, path, message),) = problems(raw)
        assert (line, path, message.split(":")[0]) == (1, "", "This is not JSON")
    else:
        assert [read.value for read in read_cases(b"")] in ([], [None])


def test_twenty_levels_are_allowed() -> None:
    assert problems(nested(20)) == []


def test_brackets_in_text_are_no_levels() -> None:
    assert problems(json.dumps({"a": "[{" * 100})) == []


@pytest.mark.parametrize("number", ["1e309", "9" * 5000, "-1e400", "1e-400"])
def test_an_endless_number_is_read_without_a_crash(number: str) -> None:
    (read,) = read_cases(f'{{"a": {number}}}'.encode())
    assert isinstance(read.value["a"], Decimal)


def test_numbers_keep_their_zeros() -> None:
    (read,) = read_cases(b'{"a": 12.0}')
    assert str(read.value["a"]) == "12.0"


def test_one_object_over_several_lines_is_one_case() -> None:
    (read,) = read_cases(b'{\n "a": 1,\n "b": 2\n}\n')
    assert (read.line, read.value) == (1, {"a": 1, "b": 2})


def test_a_list_is_several_cases() -> None:
    assert [read.value for read in read_cases(b'[{"a": 1}, {"a": 2}]')] == [{"a": 1}, {"a": 2}]


def test_lines_are_cases_with_their_number() -> None:
    reads = list(read_cases(b'{"a": 1}\n\n{"a": 2}\r\n'))
    assert [(read.line, read.value) for read in reads] == [(1, {"a": 1}), (3, {"a": 2})]


def test_a_broken_line_does_not_hide_the_others() -> None:
    reads = list(read_cases(b'{"a": 1}\n{"a": \n{"a": 3}'))
    assert [(read.line, read.value, len(read.problems)) for read in reads] == [
        (1, {"a": 1}, 0),
        (2, None, 1),
        (3, {"a": 3}, 0),
    ]


@pytest.mark.parametrize("broken", [0, 1, 2])
def test_any_line_may_be_the_broken_one(broken: int) -> None:
    lines = ['{"a": 1}', '{"a": 2}', '{"a": 3}']
    lines[broken] = '{"a": '
    reads = list(read_cases("\n".join(lines).encode()))
    assert [bool(read.problems) for read in reads] == [n == broken for n in range(3)]


def test_a_mark_at_the_start_of_the_file_is_no_fault() -> None:
    assert [read.value for read in read_cases(b'\xef\xbb\xbf{"a": 1}')] == [{"a": 1}]
