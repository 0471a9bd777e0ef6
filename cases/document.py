"""A case as one document in the case format: loaded by one statement, whatever its size.

document -> facts is the only way rules see a case; forms, files and the database all lead here.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from psycopg import sql

from cases.models.fields import load_json
from cases.sections import SECTIONS, Section
from cases.values import Kind, Recorded

FORMAT = "ivcboard-case/1"
Document = dict[str, Any]


def load_documents(case_ids: Iterable[int]) -> dict[int, Document]:
    """Documents by case id; one statement for any number of cases."""
    ids = list(case_ids)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [ids])
        return {row[0]: _document(load_json(row[1])) for row in cursor}


def load_document(case_id: int) -> Document:
    """The document of one case; KeyError when there is no such case."""
    return load_documents([case_id])[case_id]


def row_fragment(section: Section, row: Mapping[str, Any]) -> Document:
    """One stored row (columns and `meta`) as it stands in a document; uid if it repeats."""
    meta = row["meta"]
    fragment: Document = {"uid": str(row["uid"])} if section.is_many else {}
    for name, kind in section.kinds.items():
        value = row[name]
        if value is None and name not in meta:
            continue
        fragment[name] = kind.to_document(Recorded.of(value, meta.get(name, {})))
    return fragment


def entries_fragment(section: Section, uid: str, entries: Mapping[str, Recorded]) -> Document:
    """Unsaved entries as a document row; fields without value or reason are left out."""
    fragment: Document = {"uid": uid} if section.is_many else {}
    for name, kind in section.kinds.items():
        entry = entries.get(name)
        if entry is not None and entry != Recorded():
            fragment[name] = kind.to_document(entry)
    return fragment


def recorded(kind: Kind, value: Any) -> Recorded:
    """A field of a document with all that is known about it; what `to_document` wrote."""
    if not isinstance(value, Mapping):
        return Recorded(value)
    if kind.has_simple_value:
        return Recorded.of(value.get("value"), value)
    inner = {key: value[key] for key in kind.inner_keys if key in value}
    return Recorded.of(inner or None, value)


def plain(value: Any) -> Any:
    """The value of a document field, without source or alternatives; None when there is none."""
    return value.get("value") if isinstance(value, Mapping) else value


def latest(rows: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """The newest row with a value in a field, as the rules choose it: dated before undated."""
    having = [row for row in rows if plain(row.get(name)) is not None]
    # Stable: of one date, position decides.
    ranked = sorted(having, key=lambda row: plain(row.get("date")) or "")
    return ranked[-1] if ranked else {}


def unreadable_fragment(names: Iterable[str]) -> Document:
    """For scoring only: fields that hold something unreadable are unknown, never an older value."""
    return {name: {"missing": "unreadable"} for name in names}


def overlay(document: Document, section: Section, fragment: Document) -> Document:
    """A copy of the document in which one row is replaced, or added at the end."""
    if not section.is_many:
        return document | {section.slug: fragment}
    rows = list(document.get(section.slug, []))
    for index, row in enumerate(rows):
        if row["uid"] == fragment["uid"]:
            rows[index] = fragment
            return document | {section.slug: rows}
    return document | {section.slug: [*rows, fragment]}


def _document(loaded: Mapping[str, Any]) -> Document:
    case = loaded["case"]
    document: Document = {
        "format": FORMAT,
        "case": {"uid": case["uid"], "pseudonym": case["pseudonym"]}
        | ({"is_demo": True} if case["is_demo"] else {}),
    }
    for section in SECTIONS:
        rows = [row_fragment(section, row) for row in loaded[section.slug] or ()]
        if section.is_many and rows:
            document[section.slug] = rows
        elif rows and rows[0]:
            document[section.slug] = rows[0]
    return document


def _build_statement() -> sql.Composed:
    """All sections of a case as one JSON object; rows entered in error are left out."""
    parts = [
        sql.SQL(
            "{slug}, (SELECT jsonb_agg(to_jsonb(s) ORDER BY s.position, s.id) FROM {table} s"
            " WHERE s.case_id = c.id AND s.entered_in_error IS NULL)"
        ).format(slug=sql.Literal(s.slug), table=sql.Identifier(s.model._meta.db_table))
        for s in SECTIONS
    ]
    case = (
        "'case', jsonb_build_object('uid', c.uid, 'pseudonym', c.pseudonym, 'is_demo', c.is_demo)"
    )
    return sql.SQL(
        "SELECT c.id, jsonb_build_object({case}, {parts})::text FROM cases_case c"
        " WHERE c.id = ANY(%s)"
    ).format(case=sql.SQL(case), parts=sql.SQL(", ").join(parts))


_STATEMENT = _build_statement()
