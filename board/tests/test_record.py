"""What a record says now: the newest row that says something, shown as typed."""

from decimal import Decimal
from typing import Any

import pytest

from board.record import Told, shorten, show, tell_newest
from cases.sections import BY_SLUG
from cases.values import MEASURES, Measurement

LABS = BY_SLUG["labs"]


def told(document: dict[str, Any], path: str = "labs.haemoglobin") -> Told:
    return tell_newest(document, path)


def gram(number: str, **more: Any) -> dict[str, Any]:
    return {"value": Decimal(number), "unit": "g/dL", **more}


def labs(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"labs": list(rows)}


class TestNewest:
    def test_a_dated_row_speaks_before_an_undated_one(self) -> None:
        older, newer = {"haemoglobin": gram("12")}, {"date": "2026-03", "haemoglobin": gram("11")}
        assert told(labs(newer, older)).text == "11 g/dL"

    def test_an_older_row_speaks_where_the_newest_is_silent_and_says_when(self) -> None:
        older = {"date": "2025-03-05", "haemoglobin": gram("12")}
        assert told(labs(older, {"date": "2026"})).text == "12 g/dL (5 Mar 2025)"

    def test_not_done_in_a_newer_row_does_not_hide_a_value(self) -> None:
        older = {"date": "2025", "haemoglobin": gram("12")}
        newer = {"date": "2026", "haemoglobin": {"missing": "not_done"}}
        assert told(labs(older, newer)).text == "12 g/dL (2025)"

    @pytest.mark.parametrize("newer", [{"date": "2026"}, {}])
    def test_an_undated_row_that_is_not_the_newest_is_marked(self, newer: dict[str, Any]) -> None:
        older = {"haemoglobin": gram("12")}
        assert told(labs(older, newer)).text == "12 g/dL (another entry, undated)"

    def test_a_reason_of_an_older_row_is_marked_as_well(self) -> None:
        older = {"date": "2025", "haemoglobin": {"missing": "not_done"}}
        assert told(labs(older, {"date": "2026"})).text == "not done (2025)"

    def test_the_reason_is_told_where_no_row_has_a_value(self) -> None:
        found = told(labs({}, {"haemoglobin": {"missing": "not_done"}}))
        assert (found.text, found.is_answered) == ("not done", True)

    @pytest.mark.parametrize("document", [{}, {"labs": []}, {"labs": [{"uid": "x"}]}])
    def test_what_nobody_answered_is_not_answered(self, document: dict[str, Any]) -> None:
        assert told(document).is_answered is False

    def test_not_applicable_is_an_answer_that_stands(self) -> None:
        older, newer = {"haemoglobin": gram("12")}, {"haemoglobin": {"missing": "not_applicable"}}
        assert told(labs(older, newer)).text == "not applicable"


class TestDispute:
    def test_both_statements_are_shown_with_their_sources(self) -> None:
        found = told(
            labs(
                {
                    "haemoglobin": gram(
                        "12",
                        source="letter",
                        alternatives=[{"value": gram("11"), "source": "printout"}],
                    )
                }
            )
        )
        assert found.is_disputed
        assert found.text == "12 g/dL (“letter”); 11 g/dL (“printout”)"

    def test_a_source_that_agrees_is_no_dispute(self) -> None:
        found = told(labs({"haemoglobin": gram("12", alternatives=[{"value": gram("12")}])}))
        assert (found.is_disputed, found.text) == (False, "12 g/dL")

    def test_what_sources_say_is_shown_where_nobody_decided(self) -> None:
        found = told(labs({"haemoglobin": {"alternatives": [{"value": gram("11")}]}}))
        assert (found.is_disputed, found.text) == (True, "11 g/dL")

    def test_a_long_source_is_cut_and_marked(self) -> None:
        entry = gram("12", source="word " * 40, alternatives=[{"value": gram("11")}])
        (first, _second) = told(labs({"haemoglobin": entry})).text.split("; ")
        assert first.endswith("word…”)")
        assert len(first) < 80


@pytest.mark.parametrize(
    ("measure", "value", "shown"),
    [
        ("haemoglobin", gram("12.0", comparator="~"), "~12.0 g/dL"),
        ("haemoglobin", gram("12", lower=gram("13.5")), "12 g/dL, lower limit 13.5 g/dL"),
        (
            "haemoglobin",
            gram("12", lower=gram("13.5"), upper=gram("17.5")),
            "12 g/dL, lower limit 13.5 g/dL, upper limit 17.5 g/dL",
        ),
        ("haemoglobin", {"result": "low"}, "low"),
        (
            "egfr",
            {"value": Decimal(75), "unit": "ml/min", "equation": "unknown"},
            "75 ml/min, equation not stated",
        ),
        ("duration", {"value": 12, "unit": "month", "comparator": ">"}, ">12 months"),
    ],
)
def test_a_measurement_is_shown_as_typed_with_its_limits(
    measure: str, value: dict[str, Any], shown: str
) -> None:
    assert show(Measurement(MEASURES[measure]), value) == shown


@pytest.mark.parametrize(
    ("text", "length", "short"),
    [
        ("a b", 3, "a b"),
        ("one two three", 10, "one two…"),
        ("one\n two", 20, "one two"),
        ("one, two three", 9, "one…"),
        ("x" * 12, 10, "x" * 9 + "…"),
        ("", 5, ""),
    ],
)
def test_a_text_is_cut_at_a_word_and_marked(text: str, length: int, short: str) -> None:
    assert shorten(text, length) == short
