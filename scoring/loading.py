"""The documents of many cases, read section by section and opened only where a rule looks.

For re-scoring alone: `cases.document` writes whole documents; here a value becomes a document
value when it is asked for. Both give the same facts, whatever the case.
"""

import hashlib
import marshal
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import simplejson
from django.db import connection
from psycopg import sql

from cases.models.fields import DecimalJSONField, NumberField, load_json
from cases.sections import BY_SLUG, Section
from cases.values import Recorded

Document = dict[str, Any]
StoredRows = dict[str, list[tuple[Any, ...]]]  # by section
MARSHAL_BY_VALUE = 2  # the last version that writes equal values alike, whatever holds them
# As `load_json`, without a new reader for each of the many short texts.
read_json = simplejson.JSONDecoder(parse_float=Decimal).scan_once
NOTHING = "{}"  # of a row's meta, as jsonb writes it


class StoredRow(Mapping[str, Any]):
    """One row of a section as it stands in a document, but for its uid.

    stored: the case's key, `meta`, then the columns in the order of the section's kinds; jsonb
    and numeric as text.
    """

    __slots__ = ("_meta", "_section", "stored")

    def __init__(self, section: "StoredSection", stored: tuple[Any, ...]) -> None:
        self._section, self.stored = section, stored
        self._meta: Mapping[str, Any] | None = None

    def get(self, key: str, default: Any = None) -> Any:
        """The document value; the default where nobody has answered."""
        place = self._section.places.get(key)
        if place is None:
            return default
        value = self.stored[place]
        if self._meta is None:
            self._meta = {} if self.stored[1] == NOTHING else load_json(self.stored[1])
        if key in self._meta:
            return self._section.with_meta(key, value, self._meta[key])
        if value is None:
            return default
        return read_json(value, 0)[0] if key in self._section.as_json else value

    def __getitem__(self, key: str) -> Any:
        value = self.get(key)
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._section.places if self.get(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _name in self)


class StoredSection:
    """How the rows of a section are read from its table."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.places = {name: place for place, name in enumerate(section.kinds, start=2)}
        fields = section.model.recorded_fields()
        self.as_json = {f.name for f in fields if isinstance(f, DecimalJSONField | NumberField)}
        columns = {field.name: _column(field) for field in fields}
        self.statement = sql.SQL(
            "SELECT case_id, meta, {columns} FROM {table}"
            " WHERE case_id = ANY(%s::bigint[]) AND entered_in_error IS NULL"
            " ORDER BY case_id, position, id"
        ).format(
            columns=sql.SQL(", ").join([columns[name] for name in self.places]),
            table=sql.Identifier(section.model._meta.db_table),
        )

    def with_meta(self, name: str, value: Any, meta: Mapping[str, Any]) -> Any:
        """A value with its reason or its other sources, in the document's form."""
        stored = load_json(value) if value is not None and name in self.as_json else value
        return self.section.kinds[name].to_document(Recorded.of(stored, meta))


def _column(field: Any) -> sql.Composable:
    """A number as text is a number in JSON."""
    name = sql.Identifier(str(field.column))
    return sql.SQL("{}::text").format(name) if isinstance(field, NumberField) else name


@cache
def stored_section(slug: str) -> StoredSection:
    """Of one of the sections of a case."""
    return StoredSection(BY_SLUG[slug])


def load_rows(case_ids: Iterable[int], slugs: Iterable[str]) -> dict[int, StoredRows]:
    """Rows that count, by section; one statement a section for any number of cases."""
    found: dict[int, StoredRows] = {case_id: {} for case_id in case_ids}
    ids = f"{{{','.join(map(str, found))}}}"  # written once for all statements
    with connection.cursor() as cursor:
        for slug in slugs:
            cursor.execute(stored_section(slug).statement, [ids])
            for row in cursor.fetchall():
                found[row[0]].setdefault(slug, []).append(row)
    return found


def document_of(rows: StoredRows) -> Document:
    """The sections of one case, as rules read them."""
    document: Document = {}
    for slug, stored in rows.items():
        section = stored_section(slug)
        opened = [StoredRow(section, row) for row in stored]
        document[slug] = opened if section.section.is_many else opened[0]
    return document


def load_sections(case_ids: Iterable[int], slugs: Iterable[str]) -> dict[int, Document]:
    """The named sections of each case."""
    return {pk: document_of(rows) for pk, rows in load_rows(case_ids, slugs).items()}


def inputs_digest(rows: StoredRows) -> str:
    """sha256 over everything that the loaded sections hold, as it is stored."""
    return hashlib.sha256(marshal.dumps(list(rows.items()), MARSHAL_BY_VALUE)).hexdigest()
