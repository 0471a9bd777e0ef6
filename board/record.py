"""What a record says now of each field: read as the rules read it, shown as it was typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.document import recorded
from cases.sections import BY_SLUG, Section
from cases.values import Kind, Measurement, Recorded
from cases.values.base import Missing
from cases.values.dates import PartialDate
from cases.values.measurements import Equation
from scoring.values.fields import Row, rows_of

# Of these an older row can know better: they tell of the examination, not of the patient.
SILENT_WORDS = ("not_assessed", Missing.NOT_DONE)
SILENT_REASONS = ("", Missing.UNKNOWN, Missing.NOT_DONE)
LIMITS = ("lower", "upper")
SOURCE_LENGTH = 60  # characters of a source that are repeated; the record has the rest


@dataclass(frozen=True)
class Told:
    """One field of one row. dated: which row in words (`mark_of`), if it is not the newest."""

    section: Section
    name: str
    entry: Recorded
    dated: str = ""

    @property
    def is_answered(self) -> bool:
        """A value, a person's reason why there is none, or at least what sources say."""
        return self.entry.is_answered or bool(self.entry.alternatives)

    @property
    def is_disputed(self) -> bool:
        """Another source says something else."""
        mine = Recorded(self.entry.value)
        return any(Recorded(value) != mine for value, _source in self.entry.alternatives)

    @property
    def text(self) -> str:
        """The value, or why there is none; of sources that disagree, what each says."""
        if self.is_disputed:
            return "; ".join(self._statements())
        return marked(self.plain, self.dated)

    @property
    def plain(self) -> str:
        """The value, or why there is none, whichever row it comes from."""
        if self.entry.value is None:
            return str(Missing(self.entry.missing).label)
        return show(self.section.kinds[self.name], self.entry.value)

    def _statements(self) -> Iterator[str]:
        kind = self.section.kinds[self.name]
        first = [(self.entry.value, self.entry.source)] if self.entry.value is not None else []
        for value, source in (*first, *self.entry.alternatives):
            words = {"value": show(kind, value), "source": shorten(source, SOURCE_LENGTH)}
            yield _("%(value)s (“%(source)s”)") % words if source else words["value"]


def tell(section: Section, name: str, rows: Sequence[Row]) -> Told:
    """The newest row that says something in a field, else the newest reason. Rows: newest first."""
    silent = Told(section, name, Recorded())
    for row in rows:
        entry = recorded(section.kinds[name], row.values.get(name))
        told = Told(section, name, entry, mark_of(row, rows))
        if not _is_silent(entry):
            return told
        silent = silent if silent.is_answered else told
    return silent


def row_saying(section: Section, names: Sequence[str], rows: Sequence[Row]) -> Row | None:
    """The newest row that says something in one of the fields; None if there is none."""
    for row in rows:
        entries = (recorded(section.kinds[name], row.values.get(name)) for name in names)
        if not all(_is_silent(entry) for entry in entries):
            return row
    return None


def mark_of(row: Row, rows: Sequence[Row]) -> str:
    """The row's date in words, so that nobody takes it for the newest; empty if it is that."""
    if row is rows[0]:
        return ""
    return PartialDate().display(row.dated.text()) if row.dated else _("another entry, undated")


def marked(text: str, mark: str) -> str:
    """The text with its mark behind it, if there is one."""
    return _("%(value)s (%(date)s)") % {"value": text, "date": mark} if mark else text


def tell_newest(document: Mapping[str, Any], path: str) -> Told:
    """As `tell`, by "section.field"."""
    slug, _dot, name = path.partition(".")
    return tell(BY_SLUG[slug], name, rows_of(document, slug))


def show(kind: Kind, value: Any) -> str:
    """As the record shows it, with the limits and the equation that came with a measurement."""
    if not isinstance(kind, Measurement):
        return kind.display(value)
    parts = [kind.display(value)]
    for limit in LIMITS:
        if limit in value:
            words = {"limit": kind.display(value[limit])}
            lower = limit == "lower"
            parts.append(
                (_("lower limit %(limit)s") if lower else _("upper limit %(limit)s")) % words
            )
    if "equation" in value:
        parts.append(_("equation %(equation)s") % {"equation": Equation(value["equation"]).label})
    return ", ".join(part for part in parts if part)


def shorten(text: str, length: int) -> str:
    """On one line, cut at a word and marked so; the record has the whole."""
    whole = " ".join(text.split())
    if len(whole) <= length:
        return whole
    return whole[: length - 1].rsplit(" ", 1)[0].rstrip(",;") + "…"


def _is_silent(entry: Recorded) -> bool:
    if entry.alternatives:
        return False
    if entry.value is None:
        return entry.missing in SILENT_REASONS
    return entry.value in SILENT_WORDS
