"""Drafts: what was typed and not saved, kept as typed, valid or not."""

import dataclasses
import re
import time
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from accounts.models import User
from cases.forms.base import SectionForm
from cases.models import Case, Draft
from cases.sections import Section

Parts = dict[str, list[str]]  # the inputs of one field by their names, as posted
# jsonb holds neither NUL nor half a surrogate pair; a backslash has to stay one.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff\\]")
STORED = re.compile(r"\\([0-9a-f]{4})")


@dataclass(frozen=True)
class TypedField:
    """One field as typed.

    base_version: of the case on the page where typing began; the oldest of several pages.
    page, turn: the page that sent it, and in which of its messages, counted from 1.
    written: when the server took it, microseconds since 1970; later in one draft is greater.
    """

    parts: Parts
    base_version: int
    page: str = ""
    turn: int = 0
    written: int = 0

    def follows(self, other: "TypedField") -> bool:
        """Whether it was typed later; of two pages, what arrives later counts as later."""
        return not self.page or self.page != other.page or self.turn > other.turn

    def stored(self) -> dict[str, Any]:
        """As JSON that PostgreSQL takes, whatever characters were typed."""
        return asdict(self) | {"parts": _each_text(self.parts, _escape)}

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "TypedField":
        """The opposite of `stored`."""
        return cls(**{**stored, "parts": _each_text(stored["parts"], _unescape)})


@dataclass(frozen=True)
class Seen:
    """Up to when a page knows what was typed into its row.

    pages: itself, and the page of which it is the refused form.
    until: the newest `written` it showed. of: a newer one for fields shown to it since.
    """

    pages: frozenset[str]
    until: int = 0
    of: Mapping[str, int] = dataclasses.field(default_factory=dict)

    def covers(self, name: str, typed: TypedField) -> bool:
        """Whether the page wrote the field itself or showed it."""
        return typed.page in self.pages or typed.written <= self.of.get(name, self.until)


@dataclass(frozen=True)
class DraftPlace:
    """The row that is typed into; a section that a case has once has one place."""

    case: Case
    section: Section
    row_uid: uuid.UUID

    @property
    def key(self) -> dict[str, Any]:
        """The columns that name it, but for the person."""
        uid = self.row_uid if self.section.is_many else self.case.uid
        return {"case": self.case, "section": self.section.slug, "row_uid": uid}


def posted_parts(data: MultiValueDict[str, str], names: Iterable[str]) -> dict[str, Parts]:
    """Every input of the named fields; lines end alike however the browser sent them."""
    found: dict[str, Parts] = {name: {} for name in names}
    for key in data:
        if (parts := found.get(key.split("__")[0])) is not None:
            parts[key] = [text.replace("\r\n", "\n") for text in data.getlist(key)]
    return found


def is_blank(parts: Parts) -> bool:
    """Whether nothing was typed or chosen."""
    return not _said(parts)


def own_drafts(case: Case, user_id: int | None) -> list[Draft]:
    """All that one person has typed into a case and not saved; one query."""
    return list(Draft.objects.filter(case=case, user_id=user_id)) if user_id else []


def find_draft(drafts: Iterable[Draft], place: DraftPlace) -> Draft | None:
    """The draft of a row."""
    key = place.key
    for draft in drafts:
        if (draft.section, draft.row_uid) == (key["section"], key["row_uid"]):
            return draft
    return None


def unsaved_rows(drafts: Iterable[Draft], section: Section) -> list[uuid.UUID]:
    """Rows of a repeating section that exist in drafts only, the oldest first."""
    if not section.is_many:
        return []
    uids = [draft.row_uid for draft in drafts if draft.section == section.slug]
    rows = section.model._default_manager
    saved = set(rows.filter(uid__in=uids).values_list("uid", flat=True)) if uids else set()
    return [uid for uid in uids if uid not in saved]


def typed_fields(draft: Draft) -> dict[str, TypedField]:
    """What was typed, by field name."""
    return {name: TypedField.read(stored) for name, stored in draft.fields.items()}


def newest(draft: Draft | None) -> int:
    """When the last of its fields was written; 0 for no draft."""
    return max((each.written for each in typed_fields(draft).values()), default=0) if draft else 0


def unseen_fields(place: DraftPlace, seen: Seen, *, by: User) -> dict[str, TypedField]:
    """What other pages of this person typed that a page has not shown, by field name."""
    draft = _drafts_of(place, by).first()
    typed = typed_fields(draft) if draft else {}
    return {name: each for name, each in typed.items() if not seen.covers(name, each)}


def is_said_alike(one: Parts, other: Parts) -> bool:
    """Whether two texts of a field are the same but for inputs that were left empty."""
    return _said(one) == _said(other)


def lay_over(form: SectionForm, draft: Draft) -> dict[str, TypedField]:
    """Show a draft in a form that shows a row; the fields concerned, in the form's order."""
    typed = typed_fields(draft)
    shown = {name: typed[name] for name in form.fields if name in typed}
    for name, field in shown.items():
        widget, data = form.fields[name].widget, MultiValueDict(field.parts)
        form.initial[name] = widget.value_from_datadict(data, MultiValueDict(), name)
    return shown


def hold_saves(case: Case) -> None:
    """Until this transaction ends nobody saves the case: what is read now is what is saved.

    Taken before the lock of a draft, as by a save.
    """
    Case.objects.select_for_update(no_key=True).values("pk").get(pk=case.pk)


def keep_draft(
    place: DraftPlace, typed: Mapping[str, TypedField], *, by: User, as_saved: Collection[str] = ()
) -> Draft | None:
    """Lay what was typed over the draft of a row; the draft, or None when none is left.

    as_saved: fields that say what the record says already; they need no draft.
    """
    with transaction.atomic():
        if not typed:
            return _drafts_of(place, by).first()
        drafts = Draft.objects.select_for_update()
        draft, _is_new = drafts.get_or_create(user=by, **place.key)
        moment = max(time.time_ns() // 1000, newest(draft) + 1)
        merged = _merge(typed_fields(draft), typed, moment)
        return _keep(draft, {name: f for name, f in merged.items() if name not in as_saved})


def forget_saved(
    place: DraftPlace,
    posted: Mapping[str, Parts],
    *,
    by: User,
    touched: Collection[str] = (),
    page: str = "",
) -> None:
    """Drop from the draft what a save covers; call it in the save's transaction.

    posted: every field that the page carried. What another page typed otherwise stays.
    touched: fields that were typed into on the page that is saved, whatever they say now.
    page: what the page calls itself in its drafts; empty where a page cannot tell.
    """
    draft = _drafts_of(place, by).select_for_update().first()
    if draft is None:
        return
    left = {
        name: field
        for name, field in typed_fields(draft).items()
        if not (name in touched and page in ("", field.page))
        and not (name in posted and is_said_alike(posted[name], field.parts))
    }
    if len(left) < len(draft.fields):
        _keep(draft, left)


def drop_draft(place: DraftPlace, *, by: User) -> None:
    """Forget what was typed into a row, on purpose."""
    _drafts_of(place, by).delete()


def _drafts_of(place: DraftPlace, by: User) -> QuerySet[Draft]:
    return Draft.objects.filter(user=by, **place.key)


def _merge(
    before: Mapping[str, TypedField], typed: Mapping[str, TypedField], moment: int
) -> dict[str, TypedField]:
    """Field by field; a message that was overtaken by a later one of its page changes nothing."""
    merged = dict(before)
    for name, field in typed.items():
        older = before.get(name)
        if older is None:
            merged[name] = replace(field, written=moment)
        elif field.follows(older):
            version = min(field.base_version, older.base_version)
            merged[name] = replace(field, base_version=version, written=moment)
    return merged


def _keep(draft: Draft, fields: Mapping[str, TypedField]) -> Draft | None:
    if not fields:
        draft.delete()
        return None
    draft.fields = {name: field.stored() for name, field in fields.items()}
    draft.save(update_fields=["fields", "updated_at"])
    return draft


def _said(parts: Parts) -> Parts:
    """Without the inputs that were left empty."""
    found = {key: [text for text in texts if text.strip()] for key, texts in parts.items()}
    return {key: texts for key, texts in found.items() if texts}


def _each_text(parts: Parts, change: Callable[[str], str]) -> Parts:
    return {change(key): [change(text) for text in texts] for key, texts in parts.items()}


def _escape(text: str) -> str:
    return UNSTORABLE.sub(lambda match: f"\\{ord(match[0]):04x}", text)


def _unescape(text: str) -> str:
    return STORED.sub(lambda match: chr(int(match[1], 16)), text)
