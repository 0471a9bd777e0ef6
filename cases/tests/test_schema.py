"""The JSON Schema says what the checks say: the same sections, fields, words and units."""

import json
import re
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from cases.exchange.schema import case_schema
from cases.sections import SECTIONS, Section

PAPER = json.loads((settings.BASE_DIR / "demo" / "paper-patient.json").read_text())


def row_schema(section: Section) -> dict[str, Any]:
    schema = case_schema()["properties"][section.slug]
    return schema["items"] if section.is_many else schema


def accepts(schema: Any, value: Any) -> bool:
    """The keywords of JSON Schema that our schema uses, and no others."""
    unknown = set(schema) - {*CHECKS, "$schema", "title", "format", "additionalProperties"}
    assert unknown == set()
    return all(check(schema, value) for key, check in CHECKS.items() if key in schema)


def _is_type(schema: Any, value: Any) -> bool:
    kinds: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "boolean": bool,
    }
    return isinstance(value, kinds[schema["type"]])


def _has_known_properties(schema: Any, value: Any) -> bool:
    if not isinstance(value, dict):
        return True
    known = schema["properties"]
    closed = schema.get("additionalProperties", True) is False
    return (not closed or set(value) <= set(known)) and all(
        accepts(known[key], inner) for key, inner in value.items() if key in known
    )


def _matches(schema: Any, value: Any) -> bool:
    return not isinstance(value, str) or bool(re.search(schema["pattern"], value))


CHECKS: dict[str, Any] = {
    "type": _is_type,
    "const": lambda s, v: v == s["const"],
    "enum": lambda s, v: v in s["enum"],
    "pattern": _matches,
    "minimum": lambda s, v: v >= s["minimum"],
    "maximum": lambda s, v: v <= s["maximum"],
    "exclusiveMinimum": lambda s, v: v > s["exclusiveMinimum"],
    "multipleOf": lambda s, v: v % s["multipleOf"] == 0,
    "minLength": lambda s, v: len(v) >= s["minLength"],
    "maxLength": lambda s, v: len(v) <= s["maxLength"],
    "minItems": lambda s, v: len(v) >= s["minItems"],
    "maxItems": lambda s, v: len(v) <= s["maxItems"],
    "uniqueItems": lambda s, v: len({json.dumps(item) for item in v}) == len(v),
    "items": lambda s, v: all(accepts(s["items"], item) for item in v),
    "required": lambda s, v: set(s["required"]) <= set(v),
    "properties": _has_known_properties,
    "anyOf": lambda s, v: any(_is_one(option, v) for option in s["anyOf"]),
    "minProperties": lambda s, v: len(v) >= s["minProperties"],
    "dependentRequired": lambda s, v: all(
        set(needed) <= set(v) for key, needed in s["dependentRequired"].items() if key in v
    ),
}


def _is_one(schema: Any, value: Any) -> bool:
    """An option of anyOf; bounds of another type do not apply."""
    return ("type" not in schema or _is_type(schema, value)) and accepts(schema, value)


def test_the_paper_s_patient_is_valid() -> None:
    assert accepts(case_schema(), PAPER)


@pytest.mark.parametrize(
    ("slug", "name", "value"),
    [
        ("presentation", "sexe", "male"),
        ("presentation", "sex", "mal"),
        ("presentation", "age_at_diagnosis", 56.5),
        ("presentation", "date_of_diagnosis", "5 March"),
        ("presentation", "symptom_duration", 12),
        ("presentation", "comorbidities", ""),
        ("presentation", "kps", 85),
        ("presentation", "sex", {"value": "male", "colour": "blue"}),
        ("presentation", "weight_loss", {"value": 5, "unit": "stone"}),
    ],
)
def test_what_the_checks_refuse_is_not_valid(slug: str, name: str, value: Any) -> None:
    changed = PAPER | {slug: PAPER[slug] | {name: value}}
    assert not accepts(case_schema(), changed)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_every_field_of_every_section_is_described(section: Section) -> None:
    schema = row_schema(section)
    names = ["uid", *section.kinds] if section.is_many else list(section.kinds)
    assert list(schema["properties"]) == names
    assert schema["additionalProperties"] is False
    assert [name for name in section.kinds if not schema["properties"][name]["title"]] == []


def test_the_sections_stand_in_their_order() -> None:
    assert list(case_schema()["properties"]) == [
        "format",
        "case",
        *(section.slug for section in SECTIONS),
    ]


def test_the_command_prints_it() -> None:
    out = StringIO()
    call_command("case_schema", stdout=out)
    assert json.loads(out.getvalue()) == case_schema()


def test_the_command_needs_no_environment() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "case_schema"],
        cwd=settings.BASE_DIR,
        env={},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["title"] == "ivcboard case, version 1"
