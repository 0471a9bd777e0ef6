"""Facts of one case for the board: short lines that say what is known, in doubt and unknown.

A declared line (Values, Findings, Each) reads the document; nothing of it is formatted here but by
the kinds of value themselves.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from board.record import Told, mark_of, marked, row_saying, shorten, tell
from board.words import NAMES
from cases.forms.conditions import unmet_condition
from cases.sections import BY_SLUG, Section
from cases.values import Choice
from scoring.values.fields import Row, rows_of
from scoring.wording.phrases import word

TEXT_LENGTH = 110  # characters of a value; a line of print holds about 64
LIST_LENGTH = 170  # characters of a list of names
PRESENT = "present"
DATE = "date"  # of a row, in the sections that have one


@dataclass(frozen=True)
class Part:
    """A piece of a line. lead: what it is about, in quieter type; may be empty."""

    text: str
    lead: str = ""
    is_disputed: bool = False


@dataclass(frozen=True)
class Fact:
    """One line: a label and its parts."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Found:
    """What a declared line gives. unknown: names of fields that nobody has answered."""

    facts: tuple[Fact, ...]
    unknown: tuple[str, ...] = ()


class Line(ABC):
    """What all declared lines share: the section, and which of its fields apply."""

    slug: str

    @property
    def section(self) -> Section:
        return BY_SLUG[self.slug]

    @abstractmethod
    def names_read(self) -> Iterable[str]:
        """Every field of the section that the line shows."""

    @abstractmethod
    def read(self, document: Mapping[str, Any]) -> Found:
        """What the document says; no fact where nothing is answered."""

    def _tell(self, names: Iterable[str], rows: Sequence[Row]) -> list[Told]:
        """The fields that apply, or hold an answer all the same."""
        told = [tell(self.section, name, rows) for name in names]
        return [each for each in told if each.is_answered or self._applies(each.name, rows)]

    def _applies(self, name: str, rows: Sequence[Row]) -> bool:
        def value_of(other: str) -> Any:
            return tell(self.section, other, rows).entry.value

        return unmet_condition(self.section.form.conditions, name, value_of) is None


@dataclass(frozen=True)
class Values(Line):
    """Fields one after the other, each from the newest row that says something.

    bare: fields that need no name before their value. joiner: between values that are one, such as
    the three sizes of a tumour. of_row: fields that belong to one statement, so that all come from
    the newest row that says something in one of these; joined values always do.
    """

    label: str | Promise
    slug: str
    names: tuple[str, ...]
    bare: tuple[str, ...] = ()
    joiner: str = ""
    of_row: tuple[str, ...] = ()

    def names_read(self) -> Iterable[str]:
        return self.names

    def read(self, document: Mapping[str, Any]) -> Found:
        told = self._told(rows_of(document, self.slug))
        parts = tuple(self._parts([each for each in told if each.is_answered]))
        facts = (Fact(str(self.label), parts),) if parts else ()
        return Found(facts, _unknown(told))

    def _told(self, rows: Sequence[Row]) -> list[Told]:
        leading = self.names if self.joiner else self.of_row
        row = row_saying(self.section, leading, rows)
        if row is None:
            return self._tell(self.names, rows[:1] if self.joiner else rows)
        says_date = row.dated is not None and DATE in self.names
        mark = "" if says_date else mark_of(row, rows)
        return [replace(each, dated=mark) for each in self._tell(self.names, [row])]

    def _parts(self, told: Sequence[Told]) -> Iterator[Part]:
        joined = [each for each in told if not each.is_disputed] if self.joiner else []
        if joined:
            text = self.joiner.join(each.plain for each in joined)
            yield Part(marked(text, joined[0].dated))
        for each in told:
            if each.is_disputed:
                yield _disputed(each)
            elif not self.joiner:
                lead = "" if each.name in self.bare else name_of(each.name)
                yield Part(marked(shorten(each.plain, TEXT_LENGTH), each.dated), lead)


@dataclass(frozen=True)
class Findings(Line):
    """Findings by what is said of them: present first, then in the order of their words.

    details: fields that say more of a finding that is present.
    """

    label: str | Promise
    slug: str
    names: tuple[str, ...]
    details: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def names_read(self) -> Iterable[str]:
        yield from self.names
        for names in self.details.values():
            yield from names

    def read(self, document: Mapping[str, Any]) -> Found:
        rows = rows_of(document, self.slug)
        told = self._tell(self.names, rows)
        details = {
            each.name: self._tell(self.details.get(each.name, ()), rows)
            for each in told
            if each.entry.value == PRESENT
        }
        parts = tuple(self._parts(told, details))
        facts = (Fact(str(self.label), parts),) if parts else ()
        asked = [*told, *(detail for inner in details.values() for detail in inner)]
        return Found(facts, _unknown(asked))

    def _parts(self, told: Sequence[Told], details: Mapping[str, Sequence[Told]]) -> Iterator[Part]:
        by_state: dict[str, list[str]] = {str(label): [] for label in self._states()}
        for each in told:
            if each.is_answered and not each.is_disputed:
                state = each.plain
                said = _with_details(each, details.get(each.name, ()))
                by_state.setdefault(state, []).append(said)
        present = str(self._states()[0]) if self._says_present() else ""
        for state, names in by_state.items():
            if names:
                yield Part(list_within(names, LIST_LENGTH), "" if state == present else state)
        yield from (_disputed(each) for each in told if each.is_disputed)

    def _states(self) -> list[str | Promise]:
        kind = self.section.kinds[self.names[0]]
        assert isinstance(kind, Choice)
        return [label for _value, label in kind.options()]

    def _says_present(self) -> bool:
        kind = self.section.kinds[self.names[0]]
        return isinstance(kind, Choice) and kind.options()[0][0] == PRESENT


@dataclass(frozen=True)
class Each(Line):
    """One line for each row, the newest first. gate: whether it took place, told unless it did."""

    label: str | Promise
    slug: str
    names: tuple[str, ...]
    bare: tuple[str, ...] = ()
    gate: str = ""

    def names_read(self) -> Iterable[str]:
        return (*self.names, self.gate) if self.gate else self.names

    def read(self, document: Mapping[str, Any]) -> Found:
        rows = rows_of(document, self.slug)
        told = [self._tell(self.names_read(), [row]) for row in rows]
        facts = [self._fact([each for each in row if each.is_answered]) for row in told]
        facts = [fact for fact in facts if fact.parts]
        if not facts:
            return Found((), (name_of(self.slug),))
        return Found(tuple(facts), _unknown(told[0]))

    def _fact(self, told: Sequence[Told]) -> Fact:
        return Fact(str(self.label), tuple(self._part(each) for each in told if self._says(each)))

    def _says(self, told: Told) -> bool:
        return told.name != self.gate or told.entry.value != PRESENT or told.is_disputed

    def _part(self, told: Told) -> Part:
        if told.is_disputed:
            return _disputed(told)
        lead = "" if told.name in self.bare else name_of(told.name)
        return Part(shorten(told.text, TEXT_LENGTH), lead)


def name_of(name: str) -> str:
    """A field's short name within a line."""
    return word(NAMES, name)


def list_within(items: Sequence[str], length: int) -> str:
    """a, b, c: as many as fit into so many characters, and how many more there are."""
    shown: list[str] = []
    for item in items:
        if shown and len(", ".join([*shown, item])) > length:
            more = {"items": ", ".join(shown), "count": len(items) - len(shown)}
            return _("%(items)s and %(count)s more") % more
        shown.append(shorten(item, length))
    return ", ".join(shown)


def _with_details(told: Told, details: Sequence[Told]) -> str:
    said = [each.text for each in details if each.is_answered]
    said += [told.dated] if told.dated else []
    name = name_of(told.name)
    if not said:
        return name
    return _("%(name)s (%(details)s)") % {"name": name, "details": ", ".join(said)}


def _disputed(told: Told) -> Part:
    lead = _("sources disagree on %(name)s") % {"name": marked(name_of(told.name), told.dated)}
    return Part(shorten(told.text, 2 * TEXT_LENGTH), lead, is_disputed=True)


def _unknown(told: Iterable[Told]) -> tuple[str, ...]:
    return tuple(name_of(each.name) for each in told if not each.is_answered)
