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
        ('{"a\\u0000": 1}', 1, r"a\x00", "This key holds characters that cannot be read."),
        ('{"a\\ud800": 1}', 1, r"a\ud800", "This key holds characters that cannot be read."),
        ('{"b": {"a\\u001b[2J": NaN}}', 1, r"b.a\x1b[2J", "NaN and Infinity are not values."),
        ('{"a": null}', 1, "a", "null is no value. Leave the key out instead."),
        (
            '{"a": [{"b": [1, null]}]}',
            1,
            "a[0].b[1]",
            "null is no value. Leave the key out instead.",
        ),
        (nested(21), 1, "", "Nested deeper than 20 levels."),
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


def test_a_key_of_broken_characters_that_stands_twice_can_be_printed() -> None:
    found = problems('{"a\\ud800": 1, "a\\ud800": 2}')
    assert found == [
        (1, r"a\ud800", "This key stands twice."),
        (1, r"a\ud800", "This key holds characters that cannot be read."),
    ]
    assert str(found).encode()


def test_every_fault_is_named() -> None:
    raw = '{"a": NaN, "b": [null, {"c": "\\u0000"}], "d": 1, "d": 2}'
    assert [path for _line, path, _message in problems(raw)] == ["a", "b[0]", "b[1].c", "d"]


def test_what_lies_around_a_fault_is_tainted() -> None:
    (read,) = read_cases(b'{"a": [1, {"b": NaN}], "c": 1}')
    assert read.tainted == {"", "a", "a[1]", "a[1].b"}


@pytest.mark.parametrize(
    "raw", ["", "{", "{]", '{"a" 1}', "{'a': 1}", "nothing", '{"a": 1} x', "[1] x"]
)
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


ABSURD = ["1e99999999999999999999", "-1e-99999999999999999999", "0e99999999999999999999"]


@pytest.mark.parametrize("number", ["1e309", "9" * 5000, "-1e400", "1e-400", *ABSURD])
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


@pytest.mark.parametrize(
    "broken",
    [
        ["{broken", "{broken"],
        ["nonsense", "", '{"a": 1,'],
        ['{"a": '],
        ["{broken"] * 150,
        ["[1]"],
        ['{"a": 1} {"b": 2}'],
        [nested(100_000)],
    ],
)
def test_a_sound_line_tells_that_each_line_is_a_case(broken: list[str]) -> None:
    reads = list(read_cases("\n".join([*broken, '{"z": 9}']).encode()))
    assert (reads[-1].line, reads[-1].value) == (len(broken) + 1, {"z": 9})
    assert len(reads) == len([line for line in broken if line]) + 1


def test_a_line_that_is_not_utf8_does_not_hide_the_others() -> None:
    reads = list(read_cases(b'{"a": 1}\n{"a": "\xe9"}\n{"a": 3}'))
    assert [(read.value, [p.message for p in read.problems]) for read in reads] == [
        ({"a": 1}, []),
        (None, ["This is not UTF-8 text."]),
        ({"a": 3}, []),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        '{\n"a": [\n{"b": 1}\n],\n"c":\n{"d": 2}\n}',
        '{"a": [{"b": 1}\n,\n{"b": 2}\n]}',
    ],
)
def test_an_object_on_a_line_of_its_own_is_no_case_of_its_own(raw: str) -> None:
    assert [read.value for read in read_cases(raw.encode())] == [json.loads(raw)]


def test_a_broken_document_over_several_lines_is_one_fault_in_its_place() -> None:
    raw = '{\n "a": [\n  {"b": 1}\n  {"b": 2}\n ]\n}'
    ((line, path, message),) = problems(raw)
    assert (line, path) == (4, "")
    assert message.endswith("(column 3).")


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        ('[\n{"a": 1},\n{"a": 2}\n]', [2, 3]),
        ('\n[{"a":\n1}, {"a": 2}]\n', [2, 3]),
        ('{\n"a": 1}\n{\n"a": 2}\n', [1, 3]),
        ('[{\n"a": 1}]\n[\n{"a": 2}]', [1, 4]),
    ],
)
def test_each_case_of_a_file_has_its_own_line(raw: str, lines: list[int]) -> None:
    reads = list(read_cases(raw.encode()))
    assert [(read.line, read.value) for read in reads] == [
        (lines[0], {"a": 1}),
        (lines[1], {"a": 2}),
    ]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ('[\n{"a": 1},\n{"a": 2\n]', 4),
        ('[\n{"a": 1},\n{"a" 2},\n{"a": 3}\n]', 3),
        ('[\n{"a": 1}\n{"a": 2}\n]', 3),
        ('[\n{"a": 1},\n]', 3),
        ('[{"a": 1}\n', 2),
        ('{\n"a": 1}\n{\n"a"}', 4),
    ],
)
def test_the_cases_before_a_fault_are_read(raw: str, line: int) -> None:
    first, fault = read_cases(raw.encode())
    assert (first.value, first.problems) == ({"a": 1}, [])
    assert (fault.line, fault.value, len(fault.problems)) == (line, None, 1)


def test_each_case_of_a_list_has_a_megabyte() -> None:
    large, larger = json.dumps({"a": "x" * 999_000}), json.dumps({"a": "x" * 1_000_000})
    assert problems(f"[{large},\n{large}]") == []
    assert problems(f"[{large},\n{larger},\n{large}]") == [(2, "", "The case is larger than 1 MB.")]


def test_each_case_of_a_list_has_twenty_levels() -> None:
    assert problems(f"[{nested(20)}]") == []
    assert problems(f"[1,\n{nested(21)}]") == [(2, "", "Nested deeper than 20 levels.")]


def test_a_mark_at_the_start_of_the_file_is_no_fault() -> None:
    assert [read.value for read in read_cases(b'\xef\xbb\xbf{"a": 1}')] == [{"a": 1}]
