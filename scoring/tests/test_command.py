"""`score`: one line of cards per case, with no environment at all."""

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from scoring.rules import RULES

PAPER = (settings.BASE_DIR / "demo" / "paper-patient.json").read_bytes()
ONE_LINE = json.dumps(json.loads(PAPER)).encode()


def score(raw: bytes, name: str = "-") -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, lines, standard error: run in an empty environment."""
    done = subprocess.run(
        [sys.executable, "manage.py", "score", name],
        cwd=settings.BASE_DIR,
        env={},
        input=raw,
        capture_output=True,
        check=False,
    )
    lines = [json.loads(line, parse_float=Decimal) for line in done.stdout.splitlines()]
    return done.returncode, lines, done.stderr.decode()


@pytest.fixture(scope="module")
def line() -> dict[str, Any]:
    """The line of the paper's patient."""
    status, lines, errors = score(PAPER)
    assert (status, len(lines), errors) == (0, 1, "")
    return lines[0]


def test_the_line_names_case_and_line(line: dict[str, Any]) -> None:
    assert list(line) == ["case", "line", "cards", "errors"]
    assert (line["case"], line["line"], line["errors"]) == (
        "0199d0de-0000-7000-8000-000000000001",
        1,
        [],
    )
    assert [card["rule"] for card in line["cards"]] == [rule.key for rule in RULES]


def test_imdc_of_the_paper_s_patient(line: dict[str, Any]) -> None:
    card = next(card for card in line["cards"] if card["rule"] == "imdc")
    expected: dict[str, Any] = {
        "counted": 2,
        "low": 2,
        "high": 5,
        "of": 6,
        "groups": ["intermediate", "poor"],
        "alone": {"counted": 1, "low": 1, "high": 4, "of": 5},
        "reported": {"value": 2, "group": "intermediate"},
        "applicability": "not_applicable",
    }
    found = {key: card[key] for key in expected}
    found["alone"] = {key: card["alone"][key] for key in expected["alone"]}
    assert found == expected


def test_every_card_has_a_headline_in_words(line: dict[str, Any]) -> None:
    for card in line["cards"]:
        assert list(card)[:5] == ["rule", "version", "applicability", "reasons", "headline"]
        assert card["headline"]
        assert card["citation"]


def test_a_broken_case_in_the_middle_still_has_its_line() -> None:
    status, lines, _errors = score(ONE_LINE + b"\n{broken\n" + ONE_LINE)
    assert status == 1
    assert [(line["line"], len(line["cards"]), len(line["errors"])) for line in lines] == [
        (1, len(RULES), 0),
        (2, 0, 1),
        (3, len(RULES), 0),
    ]
    assert lines[1]["case"] is None
    assert list(lines[1]["errors"][0]) == ["path", "message"]


def test_a_refused_field_counts_as_unknown() -> None:
    document = json.loads(PAPER)
    document["labs"][0]["haemoglobin"]["value"] = 120
    status, (line,), _errors = score(json.dumps(document).encode())
    card = next(card for card in line["cards"] if card["rule"] == "imdc")
    answers = {criterion["key"]: criterion["answer"] for criterion in card["criteria"]}
    assert (status, answers["haemoglobin"]) == (1, "unknown")
    assert [error["path"] for error in line["errors"]] == ["labs[0].haemoglobin"]


def test_a_refused_field_is_not_answered_by_an_older_row() -> None:
    document = json.loads(PAPER)
    row = document["labs"][0] | {"date": "2021-03"}
    newer = {"uid": "0199d0de-0000-7000-8000-0000000000d2", "date": "2021-04"}
    document["labs"] = [row, newer | {"haemoglobin": {"value": 120, "unit": "g/dL"}}]
    status, (line,), _errors = score(json.dumps(document).encode())
    card = next(card for card in line["cards"] if card["rule"] == "imdc")
    answers = {criterion["key"]: criterion["answer"] for criterion in card["criteria"]}
    assert (status, answers["haemoglobin"]) == (1, "unknown")
    assert answers["calcium"] == "no"


def test_what_reading_refuses_leaves_the_other_cards_standing() -> None:
    raw = ONE_LINE.replace(b'"sex": "male"', b'"sex": NaN, "a\\ud800": 1, "a\\ud800": 2')
    status, (line,), errors = score(raw)
    assert (status, errors, len(line["cards"])) == (1, "", len(RULES))
    assert [error["path"] for error in line["errors"]] == [
        "presentation.sex",
        *[r"presentation.a\ud800"] * 2,
    ]


@pytest.mark.parametrize("raw", [b"", b"\n", b"\xff", b"[" * 100_000, b"null", b"9" * 5000])
def test_what_is_no_case_is_an_error_not_a_traceback(raw: bytes) -> None:
    status, lines, errors = score(raw)
    assert (status, "Traceback" in errors) == (1, False)
    assert all(line["errors"] for line in lines)


def test_a_file_by_name(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(PAPER)
    assert score(b"", str(path))[0] == 0
    status, lines, errors = score(b"", str(tmp_path / "nowhere.json"))
    assert (status, lines) == (1, [])
    assert errors.startswith("CommandError: ")
