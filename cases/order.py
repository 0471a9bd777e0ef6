"""Whether the dates of a case can be true together; what lies before birth is checked elsewhere.

A partial date is every day that it can mean, and so is a date on which sources disagree: only what
is certain is said. What is done to a patient after death is refused; all else warns.
"""

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.models.words import DEAD_WORDS
from cases.sections import BY_SLUG, Section
from cases.values import PartialDate
from cases.values.dates import date_range

Document = Mapping[str, Any]
# What is done to a living patient; a report or a judgement may follow the death.
DONE_IN_LIFE = (
    ("ct_abdomen", "date"),
    ("ct_thorax", "date"),
    ("mri", "date"),
    ("labs", "date"),
    ("biopsy", "date"),
    ("surgery", "date"),
    ("systemic", "first_line_systemic_start"),
    ("systemic", "start_date"),
    ("systemic", "end_date"),
    ("radiotherapy", "start_date"),
    ("radiotherapy", "end_date"),
    ("follow_up", "date"),
    ("recurrences", "date"),
)
# (section, earlier, later) of one row
SPANS = (
    ("systemic", "start_date", "end_date"),
    ("radiotherapy", "start_date", "end_date"),
    ("ct_thorax", "date", "resolution_date"),
)
# Fields that are no date but say what the dates of their row mean.
DECIDING = frozenset({"vital_status", "operated", "biopsy_done", "mri_done", "given"})


@dataclass(frozen=True)
class Place:
    """A field of a row. index: of the row in its section; None where a section has one row.

    Rows are told apart by their uid: one that is added or left out moves the others.
    """

    section: Section
    uid: str
    index: int | None = dataclasses.field(compare=False)
    field: str

    @property
    def path(self) -> str:
        """As problems of a file name it."""
        row = "" if self.index is None else f"[{self.index}]"
        return f"{self.section.slug}{row}.{self.field}"

    def is_in(self, section: Section, uid: str) -> bool:
        """Whether it lies in this row."""
        return self.section is section and (not section.is_many or self.uid == uid)


@dataclass(frozen=True)
class Stated:
    """A date that somebody stated: the first and last day it can mean, and where it stands.

    is_disputed: somebody else states another one.
    """

    first: date
    last: date
    text: str
    place: Place
    is_disputed: bool = False

    def is_before(self, other: "Stated") -> bool:
        """Whatever days the two mean."""
        return self.last < other.first

    def holds(self, other: "Stated") -> bool:
        """Whether the other says the same, and more precisely."""
        length = self.last - self.first
        is_within = self.first <= other.first and other.last <= self.last
        return is_within and other.last - other.first < length and not self.is_disputed

    @property
    def shown(self) -> str:
        """The date in words."""
        return PartialDate().display(self.text)

    @property
    def named(self) -> str:
        """With section and field, for a reader who looks at another one."""
        section = self.place.section
        words = {"section": section.title, "field": section.label(self.place.field)}
        return _("%(section)s, “%(field)s” (%(date)s)") % (words | {"date": self.shown})


@dataclass(frozen=True)
class Contradiction:
    """Two dates that cannot both be true, and what to say of it where each of them stands.

    whole: what to say where neither stands.
    """

    places: tuple[Place, Place]
    told: tuple[str, str]
    whole: str
    is_refusal: bool = False

    def told_in(self, section: Section, uid: str) -> list[tuple[str, str]]:
        """(field, sentence) of the places that lie in a row."""
        pairs = zip(self.places, self.told, strict=True)
        return [(place.field, said) for place, said in pairs if place.is_in(section, uid)]


def find_contradictions(document: Document) -> list[Contradiction]:
    """All that is certain, refusals first."""
    return [*_after_death(document), *_warnings(document)]


class OrderError(Exception):
    """Nothing was saved: what was entered cannot be true beside the rest. errors: by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("dates out of order")
        self.errors = errors


def newly_refused(before: Document, after: Document) -> list[Contradiction]:
    """What is refused of a document beside an earlier one. What was so before may stay."""
    known = find_contradictions(before)
    found = find_contradictions(after)
    return [each for each in found if each.is_refusal and each not in known]


def new_refusals(
    before: Document, after: Document, section: Section, uid: str, changed: Collection[str]
) -> dict[str, str]:
    """What changed fields of a row bring about: field -> sentence."""
    told: dict[str, str] = {}
    for found in newly_refused(before, after):
        here = found.told_in(section, uid)
        entered = [pair for pair in here if pair[0] in changed]
        told |= dict((entered or here)[:1])
    return told


def describe_contradictions(document: Document, section: Section, uid: str) -> list[str]:
    """What to look at again in a row, each sentence once."""
    found = find_contradictions(document)
    told = [said for each in found for _field, said in each.told_in(section, uid)]
    return list(dict.fromkeys(told))


def bears_on_order(section: Section, name: str) -> bool:
    """Whether a change of the field can put a date out of order."""
    return isinstance(section.kinds[name], PartialDate) or name in DECIDING


def _after_death(document: Document) -> Iterator[Contradiction]:
    death = find_death(document)
    if death is None:
        return
    for slug, name in DONE_IN_LIFE:
        for event in _stated(document, slug, name):
            if death.is_before(event) and not _tells_of_death(document, event.place):
                yield _refuse(event, death)


def _refuse(event: Stated, death: Stated) -> Contradiction:
    words = {"date": event.shown, "death": death.shown, "event": event.named}
    if death.place.field == "death_date":
        here = _("%(date)s lies after the death of the patient (%(death)s).") % words
        there = _("The record says otherwise: %(event)s lies after this death.") % words
        whole = _("%(event)s lies after the death of the patient (%(death)s).") % words
    else:
        here = _("%(date)s lies after %(death)s, when the patient was known to be dead.") % words
        there = _("The record says otherwise: %(event)s lies after this visit.") % words
        whole = _("%(event)s lies after %(death)s, when the patient was known to be dead.") % words
    return Contradiction((event.place, death.place), (here, there), whole, is_refusal=True)


def _warnings(document: Document) -> Iterator[Contradiction]:
    deaths = [death] if (death := find_death(document)) else []
    diagnosis = _stated(document, "presentation", "date_of_diagnosis")
    yield from _two_deaths(_stated_deaths(document))
    yield from _pairs(deaths, diagnosis, _("the death"), _("the diagnosis"))
    operations = _stated(document, "surgery", "date")
    yield from _pairs(operations, diagnosis, _("the operation"), _("the diagnosis"))
    first = _first_operation(document, operations)
    recurrences = _stated(document, "recurrences", "date")
    visits = _stated(document, "follow_up", "date")
    yield from _pairs(recurrences, first, _("the recurrence"), _("the first operation"))
    yield from _pairs(visits, first, _("the visit"), _("the first operation"))
    contacts = _stated(document, "follow_up", "last_contact_date")
    yield from _pairs(deaths, contacts, _("the death"), _("the last contact"))
    telling = _("the visit that tells of the death")
    yield from _pairs(visits, _stated_deaths(document), telling, _("the death"), is_one_row=True)
    for slug, earlier, later in SPANS:
        ends, starts = (_stated(document, slug, name) for name in (later, earlier))
        names = _("the later date"), _("the earlier one")
        yield from _pairs(ends, starts, *names, is_one_row=True)


def _pairs(
    late: list[Stated],
    early: list[Stated],
    late_name: str,
    early_name: str,
    *,
    is_one_row: bool = False,
) -> Iterator[Contradiction]:
    """A warning for each that is certainly before what should precede it.

    is_one_row: only what stands in the same row is compared.
    """
    for one in late:
        for other in early:
            is_comparable = not is_one_row or one.place.index == other.place.index
            if is_comparable and one.is_before(other):
                words = {"late": late_name, "date": one.shown}
                words |= {"early": early_name, "other": other.shown}
                said = _("Please check: %(late)s (%(date)s) lies before %(early)s (%(other)s).")
                yield _warn(one, other, said % words)


def _two_deaths(stated: list[Stated]) -> Iterator[Contradiction]:
    for early in stated:
        for late in stated:
            if early.is_before(late):
                words = {"early": early.shown, "late": late.shown}
                said = _("Please check: two visits date the death, %(early)s and %(late)s.")
                yield _warn(early, late, said % words)


def _warn(one: Stated, other: Stated, said: str) -> Contradiction:
    return Contradiction((one.place, other.place), (said, said), said)


def _first_operation(document: Document, operations: list[Stated]) -> list[Stated]:
    """The operation that can be the earliest; none while one of them has no date."""
    surgery = BY_SLUG["surgery"]
    rows = [row for row in document.get("surgery", []) if surgery.applies("date", row)]
    if not operations or len(operations) < len(rows):
        return []
    return [min(operations, key=lambda operation: operation.first)]


def find_death(document: Document) -> Stated | None:
    """The death, as late as it can have been; else the first visit that knew of it.

    Where sources disagree on whether the patient lives, nobody knows. Of two dates that can both
    be true the more precise one counts.
    """
    known = [visit for visit in _stated(document, "follow_up", "date") if _is_dead(document, visit)]
    stated = _stated_deaths(document)
    if not stated:
        return min(known, key=lambda visit: visit.last, default=None)
    precise = [one for one in stated if not any(one.holds(other) for other in stated)]
    death = max(precise, key=lambda one: one.last)
    is_disputed = any(one.is_disputed or one.is_before(death) for one in precise)
    return dataclasses.replace(death, is_disputed=is_disputed)


def _stated_deaths(document: Document) -> list[Stated]:
    deaths = _stated(document, "follow_up", "death_date")
    return [death for death in deaths if _is_dead(document, death)]


def _is_dead(document: Document, stated: Stated) -> bool:
    """Whether every source of the visit says so."""
    return _words(document["follow_up"][stated.place.index]) <= set(DEAD_WORDS)


def _tells_of_death(document: Document, place: Place) -> bool:
    """A visit that tells of the death may follow it."""
    if place.section.slug != "follow_up" or place.index is None:
        return False
    return bool(_words(document["follow_up"][place.index]) & set(DEAD_WORDS))


def _words(visit: Mapping[str, Any]) -> set[Any]:
    """The states of the patient that the sources of a visit name; {None} for none."""
    return set(stated_values(visit.get("vital_status"))) or {None}


def _stated(document: Document, slug: str, name: str) -> list[Stated]:
    """The dates of a field in every row in which it applies."""
    section, found = BY_SLUG[slug], []
    rows = document.get(slug, [])
    for index, row in enumerate(rows if isinstance(rows, list) else [rows]):
        texts = stated_values(row.get(name))
        if texts and section.applies(name, row):
            ranges = [date_range(text) for text in texts]
            place = Place(section, row.get("uid", ""), index if section.is_many else None, name)
            first, last = min(first for first, _l in ranges), max(last for _f, last in ranges)
            found.append(Stated(first, last, texts[0], place, len(set(texts)) > 1))
    return found


def stated_values(value: Any) -> list[Any]:
    """What a field of a document says: its value, then what other sources say."""
    if not isinstance(value, Mapping):
        return [] if value is None else [value]
    others = [other["value"] for other in value.get("alternatives", ())]
    return [*([value["value"]] if "value" in value else []), *others]
