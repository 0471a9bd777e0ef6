"""A file's case is checked with the forms of the pages; every problem is named with its path."""

import json
from typing import Any

import pytest

from cases.exchange.checking import CheckedCase, check_case
from cases.exchange.reading import read_cases
from cases.sections import BY_SLUG

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


def test_null_is_refused_once() -> None:
    found = problems(presentation={"sex": None}, labs=None, case=HEADER | {"is_demo": None})
    assert list(found) == ["case.is_demo", "presentation.sex", "labs"]
    assert set(found.values()) == {"null is no value. Leave the key out instead."}


def check(raw: str) -> CheckedCase:
    """The one case of a file."""
    (read,) = read_cases(raw.encode())
    return check_case(read)


def faulty(*parts: str) -> CheckedCase:
    """A case with these parts, in JSON."""
    head = f'{{"format": "ivcboard-case/1", "case": {json.dumps(HEADER)}'
    return check(", ".join([head, *parts]) + "}")


def test_what_reading_refuses_hides_no_other_problem() -> None:
    checked = faulty(
        '"presentation": {"age_at_diagnosis": NaN, "sex": "mal"}',
        f'"labs": [{{"uid": "{UID}", "ldh": {{"value": null, "unit": 1}}, "zzzz": 1}}, NaN]',
        '"surgery": NaN, "surgery": {}',
        '"zz\\ud800": 1',
    )
    assert [problem.path for problem in checked.problems] == [
        "presentation.age_at_diagnosis",
        "labs[0].ldh.value",
        "labs[1]",
        "surgery",
        r"zz\ud800",
        "presentation.sex",
        "labs[0].zzzz",
    ]


def test_a_faulty_header_hides_no_other_problem() -> None:
    checked = check(
        '{"format": NaN, "case": {"uid": NaN, "pseudonym": NaN, "is_demo": NaN, "a": 1},'
        ' "presentation": {"sex": "mal"}}'
    )
    paths = ["format", "case.uid", "case.pseudonym", "case.is_demo", "case.a", "presentation.sex"]
    assert [problem.path for problem in checked.problems] == paths


@pytest.mark.parametrize("number", ["1e99999999999999999999", "-1e-99999999999999999999"])
def test_an_absurd_exponent_is_refused_at_its_field(number: str) -> None:
    checked = faulty(
        f'"presentation": {{"age_at_diagnosis": {number}}}',
        f'"labs": [{{"uid": "{UID}", "haemoglobin": {{"value": {number}, "unit": "g/dL"}}}}]',
    )
    assert {problem.path: problem.message for problem in checked.problems} == {
        "presentation.age_at_diagnosis": "This number is not possible.",
        "labs[0].haemoglobin": "This number is not possible.",
    }


def test_an_age_that_is_refused_says_nothing_of_birth() -> None:
    checked = faulty(
        '"presentation": {"age_at_diagnosis": 1, "age_at_diagnosis": 2,'
        ' "date_of_diagnosis": "2021"}',
        f'"follow_up": [{{"uid": "{UID}", "date": "1960"}}]',
    )
    assert [problem.path for problem in checked.problems] == ["presentation.age_at_diagnosis"]


UNREADABLE = {"missing": "unreadable"}


def test_a_refused_field_is_unreadable_for_the_rules_only() -> None:
    checked = faulty(
        '"presentation": {"sex": "mal", "age_at_diagnosis": NaN, "kps": 80}',
        f'"labs": [{{"uid": "{UID}", "haemoglobin": {{"value": 120, "unit": "g/dL"}}}}]',
    )
    assert checked.document()["presentation"] == {"kps": 80}
    assert checked.document()["labs"] == [{"uid": UID}]
    assert checked.scored_document()["presentation"] == {
        "kps": 80,
        "sex": UNREADABLE,
        "age_at_diagnosis": UNREADABLE,
    }
    assert checked.scored_document()["labs"] == [{"uid": UID, "haemoglobin": UNREADABLE}]


@pytest.mark.parametrize("part", ['"labs": {}', '"labs": [7]', '"labs": [], "labs": []'])
def test_of_a_refused_section_every_field_is_unreadable(part: str) -> None:
    (row,) = faulty(part).scored_document()["labs"]
    assert row == {"uid": "None"} | dict.fromkeys(BY_SLUG["labs"].kinds, UNREADABLE)


def test_the_good_fields_of_a_faulty_row_are_kept_for_scoring() -> None:
    labs = [{"uid": UID, "ldh": {"result": "normal"}, "haemoglobin": {"value": 120}}]
    raw = json.dumps({"format": "ivcboard-case/1", "case": HEADER, "labs": labs})
    (read,) = read_cases(raw.encode())
    document = check_case(read).document()
    assert document["labs"] == [{"uid": UID, "ldh": {"result": "normal"}}]
