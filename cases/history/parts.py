"""The tables of a record in words: what rows and columns are called, and what they say."""

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import TextField
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case, Identity
from cases.models.case import RecordStatus, SurveillanceState, VitalState
from cases.sections import SECTIONS, Section
from cases.values import Kind, PartialDate, Recorded
from cases.values.base import Missing
from cases.values.measurements import Equation, Measurement

Row = tuple[str, uuid.UUID | None]  # table, and the row's uid where the table has one
Columns = Mapping[str, Any]
State = Mapping[Row, Columns]


@dataclass(frozen=True)
class Reader:
    """Who reads: whether identities may be seen, and the names of the people that rows name."""

    sees_identity: bool
    people: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FieldChange:
    """One field; `was` and `now` are empty where nothing was or is recorded."""

    label: str
    was: str
    now: str


class Part(ABC):
    """A table of the record: what its rows and columns are called."""

    @abstractmethod
    def title(self, row: Row, state: State) -> str:
        """What a row was called on its page."""

    def event(self, was: Columns, now: Columns) -> str:
        """What happened to the row as a whole; empty when only its columns changed."""
        before, after = was.get("entered_in_error"), now.get("entered_in_error")
        if after and after != before:
            return _("entered in error: %(reason)s") % {"reason": after}
        if before and not after:
            return _("counts again")
        if was and was.get("position") != now.get("position"):
            return _("moved to another place")
        return "" if was else _("new")

    @abstractmethod
    def fields(self, was: Columns, now: Columns, reader: Reader) -> list[FieldChange]:
        """The columns that say something else than before, in the order of the page."""


@dataclass(frozen=True)
class SectionPart(Part):
    """A section: fields by their kinds, with reason, source and other statements."""

    section: Section

    def title(self, row: Row, state: State) -> str:
        if not self.section.is_many:
            return str(self.section.title)
        number = 1 + sum(_stands_before(other, row, state) for other in state)
        title = f"{self.section.title}, {self.section.row_title} {number}"
        date = state[row].get("date")
        return f"{title} · {_shown(PartialDate(), date)}" if date else title

    def fields(self, was: Columns, now: Columns, reader: Reader) -> list[FieldChange]:
        found = []
        for name, kind in self.section.kinds.items():
            before, after = _entry(was, name), _entry(now, name)
            if before != after:
                words = entry_words(kind, before), entry_words(kind, after)
                found.append(FieldChange(self.section.label(name), *words))
        return found


@dataclass(frozen=True)
class Column:
    """label, and how a value is said to a reader."""

    label: str | Promise
    shown: Callable[[Any, Reader], str] = lambda value, reader: str(value)


@dataclass(frozen=True)
class PlainPart(Part):
    """A table whose columns hold plain values. at_start: what a new row is compared with."""

    name: str | Promise
    columns: Mapping[str, Column]
    at_start: Mapping[str, Any] = field(default_factory=dict)

    def title(self, row: Row, state: State) -> str:
        return str(self.name)

    def fields(self, was: Columns, now: Columns, reader: Reader) -> list[FieldChange]:
        was, found = was or self.at_start, []
        for name, column in self.columns.items():
            before, after = (
                "" if row.get(name) is None else column.shown(row[name], reader)
                for row in (was, now)
            )
            if before != after:
                found.append(FieldChange(str(column.label), before, after))
        return found


def _column_of(model: Any, name: str) -> Column:
    return Column(model._meta.get_field(name).verbose_name)


CASE = PlainPart(
    gettext_lazy("Case"),
    {
        "pseudonym": Column(gettext_lazy("Pseudonym")),
        "record_status": Column(
            gettext_lazy("Record"), lambda word, _r: str(RecordStatus(word).label)
        ),
        "record_status_reason": Column(gettext_lazy("Reason for the state of the record")),
        "vital_state": Column(
            gettext_lazy("Patient"), lambda word, _r: str(VitalState(word).label)
        ),
        "vital_state_date": Column(
            gettext_lazy("Patient, since"), lambda date, _r: _shown(PartialDate(), date)
        ),
        "surveillance_state": Column(
            gettext_lazy("Follow-up"), lambda word, _r: str(SurveillanceState(word).label)
        ),
        "surveillance_reason": Column(gettext_lazy("Reason for the state of follow-up")),
        "surveillance_by_id": Column(
            gettext_lazy("Follow-up decided by"), lambda pk, reader: reader.people.get(pk, "")
        ),
    },
    {
        "record_status": RecordStatus.OPEN.value,
        "surveillance_state": SurveillanceState.NONE.value,
    },
)
IDENTITY = PlainPart(
    gettext_lazy("Identity"),
    {name: _column_of(Identity, name) for name in ("record_number", "initials", "year_of_birth")},
)
PARTS: Mapping[str, Part] = {
    Case._meta.db_table: CASE,
    Identity._meta.db_table: IDENTITY,
    **{section.model._meta.db_table: SectionPart(section) for section in SECTIONS},
}


@cache
def part_of(table: str) -> Part:
    """The words for a table; of one that is no section only its texts are told."""
    if table in PARTS:
        return PARTS[table]
    for model in apps.get_models():
        if model._meta.db_table == table:
            return PlainPart(capfirst(model._meta.verbose_name or ""), _texts_of(model))
    return PlainPart(gettext_lazy("Another part of the record"), {})


def place_of(table: str) -> int:
    """Where a table stands in the order of the record; others come last."""
    return list(PARTS).index(table) if table in PARTS else len(PARTS)


def _texts_of(model: Any) -> dict[str, Column]:
    texts = [f for f in model._meta.concrete_fields if isinstance(f, TextField)]
    return {
        str(text.column): Column(capfirst(text.verbose_name))
        for text in texts
        if text.name != "entered_in_error"
    }


def entry_words(kind: Kind, entry: Recorded) -> str:
    """'12 g/dL (the letter); another source says 11 g/dL'; empty when nothing is recorded."""
    if entry == Recorded():
        return ""
    said = _("no value") if entry.value is None else _shown(kind, entry.value)
    if entry.missing in Missing.values:
        said = str(Missing(entry.missing).label)
    others = [
        _("another source says %(value)s") % {"value": _with_source(_shown(kind, value), source)}
        for value, source in entry.alternatives
    ]
    return "; ".join([_with_source(said, entry.source), *others])


def order_of(columns: Columns) -> tuple[int, int]:
    """As pages order rows."""
    return columns.get("position") or 0, columns.get("id") or 0


def _stands_before(other: Row, row: Row, state: State) -> bool:
    """Rows entered in error are not counted, as on the page."""
    return (
        other[0] == row[0]
        and not state[other].get("entered_in_error")
        and order_of(state[other]) < order_of(state[row])
    )


def _entry(columns: Columns, name: str) -> Recorded:
    return Recorded.of(columns.get(name), (columns.get("meta") or {}).get(name, {}))


def _with_source(words: str, source: str) -> str:
    return f"{words} ({source})" if source else words


def _shown(kind: Kind, value: Any) -> str:
    """A stored value in words. What an older version of the form allowed is shown as it was."""
    try:
        words = kind.display(value)
        return f"{words}, {extra}" if (extra := _limits(kind, value)) else words
    except (KeyError, ValueError, ValidationError):
        return str(value) if isinstance(value, str) else _("a value of an older form")


def _limits(kind: Kind, value: Any) -> str:
    """What a measurement says beside its number: the laboratory's limits, the equation."""
    if not isinstance(kind, Measurement):
        return ""
    said = [
        _("%(which)s %(limit)s") % {"which": label, "limit": kind.display(value[key])}
        for key, label in (("lower", _("lower limit")), ("upper", _("upper limit")))
        if key in value
    ]
    if "equation" in value:
        said.append(_("equation: %(name)s") % {"name": Equation(value["equation"]).label})
    return ", ".join(said)
