"""A file's case is checked with the forms of the pages; every problem is named with its path."""

import json
from typing import Any

import pytest

from cases.exchange.checking import check_case
from cases.exchange.reading import read_cases

UID = "0199d0de-0000-7000-8000-0000000000aa"
HEADER = {"uid": UID, "pseudonym": "X-1"}


def problems(**parts: Any) -> dict[str, str]:
    """path -> message of a case that is sound but for these parts."""
    whole = {"format": "ivcboard-case/1", "case": HEADER} | parts
    raw = parts.get("raw") or json.dumps(whole)
    (read,) = read_cases(raw.encode())
    return {problem.path: problem.message for problem in check_case(read).problems}


def test_a_header_alone_is_a_case() -> None:
    assert problems() == {}


@pytest.mark.parametrize(
    ("parts", "path", "message"),
    [
        (
            {"presentations": {}},
            "presentations",
            "This key is not known. Did you mean “presentation”?",
        ),
        (
            {"presentation": {"sexe": "male"}},
            "presentation.sexe",
            "This key is not known. Did you mean “sex”?",
        ),
        (
            {"labs": [{"uid": UID, "hemoglobin": 12}]},
            "labs[0].hemoglobin",
            "This key is not known. Did you mean “haemoglobin”?",
        ),
        ({"presentation": {"zzzz": 1}}, "presentation.zzzz", "This key is not known."),
        ({"presentation": {"uid": UID}}, "presentation.uid", "This key is not known."),
        (
            {"case": HEADER | {"name": "Smith"}},
            "case.name",
            "This key is not known.",
        ),
        ({"presentation": []}, "presentation", "This section must be an object."),
        ({"labs": {}}, "labs", "This section must be a list."),
        ({"labs": [1]}, "labs[0]", "A row must be an object."),
        ({"labs": [{}]}, "labs[0].uid", "Needs a UUID such as 0199d0de-…."),
        ({"labs": [{"uid": 7}]}, "labs[0].uid", "Needs a UUID such as 0199d0de-…."),
        ({"labs": [{"uid": UID}, {"uid": UID}]}, "labs[1].uid", "Two rows have this uid."),
        ({"format": "ivcboard-case/2"}, "format", "The format must be ivcboard-case/1."),
        ({"case": "X-1"}, "case", "Needs an object with uid and pseudonym."),
        ({"case": {"uid": UID}}, "case.pseudonym", "This must be text."),
        ({"case": HEADER | {"pseudonym": " "}}, "case.pseudonym", "A pseudonym is needed."),
        (
            {"case": HEADER | {"pseudonym": "x" * 41}},
            "case.pseudonym",
            "This text has 41 characters; at most 40 fit here.",
        ),
        ({"case": HEADER | {"is_demo": 1}}, "case.is_demo", "This must be true or false."),
        ({"case": HEADER | {"uid": "0"}}, "case.uid", "Needs a UUID such as 0199d0de-…."),
        (
            {"presentation": {"age_at_diagnosis": 121}},
            "presentation.age_at_diagnosis",
            "121 is not possible here: from 0 to 120.",
        ),
        (
            {"presentation": {"age_at_diagnosis": "56"}},
            "presentation.age_at_diagnosis",
            "This must be a number.",
        ),
        (
            {"labs": [{"uid": UID, "haemoglobin": {"value": 120, "unit": "g/dL"}}]},
            "labs[0].haemoglobin",
            "120 g/dL is not possible. Did you mean 120 g/L (12.0 g/dL)?",
        ),
        (
            {"labs": [{"uid": UID, "haemoglobin": {"value": 12}}]},
            "labs[0].haemoglobin",
            "Choose the unit: g/dL, g/L, mmol/L.",
        ),
        (
            {
                "presentation": {"age_at_diagnosis": 56, "date_of_diagnosis": "2021"},
                "follow_up": [{"uid": UID, "date": "1960"}],
            },
            "follow_up[0].date",
            "1960 lies before the patient was born (1964 at the earliest).",
        ),
    ],
)
def test_one_fault_one_problem(parts: dict[str, Any], path: str, message: str) -> None:
    assert problems(**parts) == {path: message}


@pytest.mark.parametrize("number", ["1e309", "9" * 5000, "-1e309"])
def test_an_endless_number_is_refused_at_its_field(number: str) -> None:
    raw = json.dumps({"format": "ivcboard-case/1", "case": HEADER})[:-1]
    raw += f', "presentation": {{"age_at_diagnosis": {number}}}}}'
    assert problems(raw=raw) == {"presentation.age_at_diagnosis": "This number is not possible."}


@pytest.mark.parametrize("raw", ["[1]", "1", "null", '"x"', "true"])
def test_a_case_is_an_object(raw: str) -> None:
    assert problems(raw=raw) == {"": "A case is a JSON object."}


def test_null_is_a_value_nobody_gave() -> None:
    assert problems(presentation={"sex": None}) == {}


def test_the_good_fields_of_a_faulty_row_are_kept_for_scoring() -> None:
    labs = [{"uid": UID, "ldh": {"result": "normal"}, "haemoglobin": {"value": 120}}]
    raw = json.dumps({"format": "ivcboard-case/1", "case": HEADER, "labs": labs})
    (read,) = read_cases(raw.encode())
    document = check_case(read).document()
    assert document["labs"] == [{"uid": UID, "ldh": {"result": "normal"}}]
