"""What is missing, what would settle most first, and what is open."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from board.record import shorten, tell
from cases.completeness import section_completeness
from cases.models import Case
from cases.ports import Need
from cases.sections import BY_SLUG, SECTIONS
from scoring.rules.base import Note
from scoring.services import Payload
from scoring.values.fields import rows_of
from scoring.wording import WORDS
from scoring.wording.phrases import NEEDS, listed, word
from surveillance.findings import open_findings
from surveillance.models import Due
from surveillance.models.due import Origin
from surveillance.proposal_words import finding_text

EQUIVOCAL = "equivocal"
MOST_LINES = 9  # what a column at the foot of the page holds
LINE_LENGTH = 36  # characters of its narrowest column in print
MOST_NAMES = 2  # of rules that one value would settle
ITEM_LENGTH = 140  # characters; the record has the whole
CHEST = ("ct_thorax", "interpretation")  # told in words of its own, resolved or not
# Fields that an open finding tells in words of its own.
TOLD_AS_FINDING = {
    "equivocal_ct_thorax": CHEST,
    "equivocal_metastasis": ("assessment", "metastasis"),
}


@dataclass(frozen=True)
class Item:
    """One thing that is missing or open. about: what it would settle, or how it stands."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Group:
    """Items about the same thing; about is empty for items that say it themselves."""

    about: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Items:
    """A list cut to what the page holds. more: how many there are beside; empty if none."""

    groups: tuple[Group, ...]
    more: str = ""


def capped(items: Iterable[Item]) -> Items:
    """As many as fit, in groups in the order of their first item; the rest is counted."""
    every = list(items)
    groups: dict[str, list[str]] = {}
    for index, item in enumerate(every):
        texts = [*groups.get(item.about, ()), shorten(item.text, ITEM_LENGTH)]
        if _lines(groups | {item.about: texts}) > MOST_LINES:
            return _items(groups, len(every) - index)
        groups[item.about] = texts
    return _items(groups, 0)


def _items(groups: Mapping[str, Sequence[str]], over: int) -> Items:
    more = ngettext("and %(count)s more", "and %(count)s more", over) % {"count": over}
    found = tuple(Group(about, tuple(texts)) for about, texts in groups.items())
    return Items(found, more if over else "")


def _lines(groups: Mapping[str, Sequence[str]]) -> int:
    """Lines of print: a group about something runs on, other items have lines of their own."""
    runs = [f"{about}: {'; '.join(texts)}" for about, texts in groups.items() if about]
    return sum(-(-len(text) // LINE_LENGTH) for text in [*runs, *groups.get("", ())])


def missing(
    needs: Sequence[Need], document: Mapping[str, Any], payloads: Sequence[Payload | None]
) -> Items:
    """What a meeting needs first; then what the cards lack, by how many of them it would settle;
    then what is wholly empty. Nothing is told twice."""
    told = frozenset(path for need in needs for path in need.paths)
    cards = [card for card in payloads if card]
    return capped([*map(_needed_by_board, needs), *_lacking(cards, told), *_empty(document, told)])


def _needed_by_board(need: Need) -> Item:
    title = _("%(value)s (%(date)s)") % {"value": need.title, "date": need.text}
    return Item(title if need.text else need.title, _("for the meeting"))


def _lacking(cards: Sequence[Payload], told: Container[str]) -> list[Item]:
    """Cards that apply first; a field that two lack before one that only one does."""
    entries: dict[str, dict[str, Any]] = {}
    scores: dict[str, list[str]] = {}
    for card in sorted(cards, key=lambda card: card["applicability"] == "not_applicable"):
        for entry in card["missing"]:
            if entry["field"] in told:
                continue
            entries.setdefault(entry["field"], entry)
            scores.setdefault(entry["field"], []).append(WORDS[card["rule"]].called)
    ranked = sorted(entries, key=lambda field: -len(scores[field]))  # stable: order of the cards
    return [Item(_needed(entries[field]), _settled(scores[field])) for field in ranked]


def _settled(names: Sequence[str]) -> str:
    """What a value would settle: the first rules by name, further ones by their number."""
    if len(names) <= MOST_NAMES:
        return listed(names)
    words = {"names": ", ".join(names[:MOST_NAMES]), "count": len(names) - MOST_NAMES}
    return _("%(names)s and %(count)s more") % words


def _needed(entry: Mapping[str, Any]) -> str:
    slug, _dot, name = entry["field"].partition(".")
    return word(NEEDS, entry["needs"]) % {"field": BY_SLUG[slug].label(name)}


def _empty(document: Mapping[str, Any], told: Iterable[str]) -> Iterator[Item]:
    slugs = {path.partition(".")[0] for path in told}
    for section in SECTIONS:
        if not section.is_expected or section.slug in slugs:
            continue
        if section_completeness(section, document).answered == 0:
            yield Item(str(section.title), _("nothing entered"))


def open_items(case: Case, document: Mapping[str, Any], asked: Iterable[Due]) -> Items:
    """What somebody has been asked to do, then what else the record leaves equivocal."""
    dues = tuple(asked)
    rows = {str(due.origin_uid) for due in dues if due.origin == Origin.FINDING}
    notes = open_findings(document)
    findings = [Item(finding_text(note)) for note in notes if _row_of(note, case) not in rows]
    told = {TOLD_AS_FINDING[note.code] for note in notes}
    return capped([*map(_asked, dues), *findings, *_equivocal(document, told)])


def _row_of(note: Note, case: Case) -> str:
    """The uid by which a finding is asked for: its row's, or the case's where it has none."""
    return str(note.values.get("row") or case.uid)


def asked_dues(case: Case) -> Iterable[Due]:
    """Obligations beside the visits of the schedule, the earliest first."""
    dues = Due.objects.filter(case=case).pending().exclude(origin=Origin.PLAN)
    return dues.order_by("due_date", "pk")


def _asked(due: Due) -> Item:
    day = due.due_date and date_format(due.due_date, "j M Y")
    return Item(due.text or due.get_what_display(), _("by %(date)s") % {"date": day} if day else "")


def _equivocal(document: Mapping[str, Any], told: Container[tuple[str, str]]) -> Iterator[Item]:
    """Every field whose newest answer is equivocal, but those that are told already."""
    for section in SECTIONS:
        rows = rows_of(document, section.slug)
        for name in section.kinds if rows else ():
            path = (section.slug, name)
            found = tell(section, name, rows)
            if found.entry.value == EQUIVOCAL and path != CHEST and path not in told:
                words = {"section": section.title, "field": section.label(name)}
                yield Item(_("%(field)s (%(section)s)") % words, found.text)
