"""The documents of many cases, read section by section and opened only where a rule looks.

For re-scoring alone: `cases.document` writes whole documents; here a value becomes a document
value when it is asked for. Both give the same facts, whatever the case.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import simplejson
from django.db import connection
from psycopg import sql

from cases.models.fields import DecimalJSONField, load_json
from cases.sections import BY_SLUG, Section
from cases.values import Recorded

Document = dict[str, Any]
# As `load_json`, without a new reader for each of the many short texts.
read_json = simplejson.JSONDecoder(parse_float=Decimal).scan_once
NOTHING = "{}"  # of a row's meta, as jsonb writes it


class StoredRow(Mapping[str, Any]):
    """One row of a section as it stands in a document, but for its uid.

    stored: its `meta`, then the columns in the order of the section's kinds; jsonb as text.
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
            self._meta = {} if self.stored[0] == NOTHING else load_json(self.stored[0])
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
        self.places = {name: place for place, name in enumerate(section.kinds, start=1)}
        fields = section.model.recorded_fields()
        self.as_json = {field.name for field in fields if isinstance(field, DecimalJSONField)}
        columns = {field.name: str(field.column) for field in fields}
        self.statement = sql.SQL(
            "SELECT case_id, meta, {columns} FROM {table}"
            " WHERE case_id = ANY(%s) AND entered_in_error IS NULL ORDER BY case_id, position, id"
        ).format(
            columns=sql.SQL(", ").join([sql.Identifier(columns[name]) for name in self.places]),
            table=sql.Identifier(section.model._meta.db_table),
        )

    def with_meta(self, name: str, value: Any, meta: Mapping[str, Any]) -> Any:
        """A value with its reason or its other sources, in the document's form."""
        stored = load_json(value) if value is not None and name in self.as_json else value
        return self.section.kinds[name].to_document(Recorded.of(stored, meta))

    def load(self, case_ids: list[int]) -> Iterator[tuple[int, StoredRow]]:
        """Rows that count, case by case, each case's in their order."""
        with connection.cursor() as cursor:
            cursor.execute(self.statement, [case_ids])
            for row in cursor:
                yield row[0], StoredRow(self, row[1:])


@cache
def stored_section(slug: str) -> StoredSection:
    """Of one of the sections of a case."""
    return StoredSection(BY_SLUG[slug])


def load_sections(case_ids: Iterable[int], slugs: Iterable[str]) -> dict[int, Document]:
    """The named sections of each case; one statement a section for any number of cases."""
    documents: dict[int, Document] = {case_id: {} for case_id in case_ids}
    ids = list(documents)
    for slug in slugs:
        stored = stored_section(slug)
        for case_id, row in stored.load(ids):
            if stored.section.is_many:
                documents[case_id].setdefault(slug, []).append(row)
            else:
                documents[case_id][slug] = row
    return documents


def inputs_digest(document: Document) -> str:
    """sha256 over everything that the loaded sections hold, as it is stored."""
    held = [
        (slug, [row.stored for row in (rows if isinstance(rows, list) else [rows])])
        for slug, rows in document.items()
    ]
    return hashlib.sha256(repr(held).encode()).hexdigest()
