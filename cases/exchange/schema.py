"""The JSON Schema of the case format, generated from the section list."""

from typing import Any

from cases.document import FORMAT
from cases.exchange.checking import MAX_PSEUDONYM_LENGTH
from cases.sections import SECTIONS, Section

_UID = {"type": "string", "format": "uuid"}


def case_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of one case."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "ivcboard case, version 1",
        "type": "object",
        "required": ["format", "case"],
        "additionalProperties": False,
        "properties": {
            "format": {"const": FORMAT},
            "case": {
                "type": "object",
                "required": ["uid", "pseudonym"],
                "additionalProperties": False,
                "properties": {
                    "uid": _UID,
                    "pseudonym": {
                        "type": "string",
                        "minLength": 1,
                        "maxLength": MAX_PSEUDONYM_LENGTH,
                    },
                    "is_demo": {"type": "boolean"},
                },
            },
            **{section.slug: _section_schema(section) for section in SECTIONS},
        },
    }


def _section_schema(section: Section) -> dict[str, Any]:
    properties = {
        name: {"title": section.label(name)} | kind.schema() for name, kind in section.kinds.items()
    }
    row: dict[str, Any] = {
        "type": "object",
        "title": str(section.title),
        "additionalProperties": False,
        "properties": properties,
    }
    if not section.is_many:
        return row
    row |= {"required": ["uid"], "properties": {"uid": _UID} | properties}
    return {"type": "array", "items": row}
