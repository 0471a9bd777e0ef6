"""Saving a row of a section: merged with what others saved since its page was opened."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from accounts.models import User
from cases.changing import Press, change_once
from cases.conflicts import Conflict, RowInErrorError, SaveConflictError
from cases.document import entries_fragment, load_document, overlay
from cases.drafts import DraftPlace, Parts, forget_saved
from cases.history.log import recorded_at
from cases.history.meanwhile import names_changed_in
from cases.models import Case, SaveKey
from cases.models.rows import SectionRow
from cases.order import OrderError, bears_on_order, new_refusals
from cases.sections import Section, section_address
from cases.values import Recorded


@dataclass(frozen=True)
class SectionSave:
    """One press of Save: which row, on which version of the case, with which fields.

    digest: of what was posted, to tell a second press from another save.
    accepted_version, accepted: the version whose conflicts the person has seen and overrules, and
        the fields that were shown to be in conflict.
    older: fields that were typed on an older version than the page is, with that version.
    posted, touched, page: as for `forget_saved`: what of the person's draft this save covers.
    """

    case: Case
    section: Section
    row_uid: uuid.UUID
    base_version: int
    save_key: uuid.UUID
    entries: Mapping[str, Recorded]
    digest: str = ""
    accepted_version: int | None = None
    accepted: frozenset[str] = frozenset()
    older: Mapping[str, int] = field(default_factory=dict)
    posted: Mapping[str, Parts] = field(default_factory=dict)
    touched: frozenset[str] = frozenset()
    page: str = ""

    @property
    def versions(self) -> list[int]:
        """Of the case, on which the fields were typed."""
        return [self.base_version, *self.older.values()]

    @property
    def place(self) -> DraftPlace:
        """Where a draft of it is kept."""
        return DraftPlace(self.case, self.section, self.row_uid)


def save_section(save: SectionSave, *, by: User) -> str:
    """Save the entries of one row; returns the address to show next.

    A repeated save_key answers as the first save did. Fields that others changed are merged;
    SaveConflictError when the same field was given different values, OrderError when a date
    cannot be true beside those of the rest of the case.
    """
    change = partial(_change_row, save, by)
    return change_once(save.case.pk, Press(save.save_key, save.digest), by=by, change=change)


def write_entries(row: SectionRow, entries: Mapping[str, Recorded]) -> None:
    """Set the entries and save the changed columns; a row without any change is not touched.

    A row that was entered in error counts again once somebody writes into it.
    """
    changed = [name for name, entry in entries.items() if row.recorded(name) != entry]
    for name in changed:
        row.record(name, entries[name])
    if row._state.adding:
        row.save(force_insert=True)
    elif changed or row.entered_in_error is not None:
        row.entered_in_error = None
        row.save(update_fields=[*changed, "meta", "entered_in_error"])


def _change_row(save: SectionSave, by: User, case: Case, made: SaveKey | None) -> str:
    row = _load_row(case, save)
    if made:
        save = _after_own_press(save, row, made.case_version)
    if save.section.is_many and row.entered_in_error is not None:
        raise RowInErrorError(case.version)
    merged = _merge(row, save, case.version)
    _check_order(row, save, merged)
    write_entries(row, merged)
    forget_saved(save.place, save.posted, by=by, touched=save.touched, page=save.page)
    return section_address(case, save.section, save.row_uid)


def _load_row(case: Case, save: SectionSave) -> SectionRow:
    model = save.section.model
    rows = model._default_manager.filter(case=case)
    found = rows.filter(uid=save.row_uid).first() if save.section.is_many else rows.first()
    if found is not None:
        return found
    return model(case=case, uid=save.row_uid, position=rows.count())


def _after_own_press(save: SectionSave, row: SectionRow, version: int) -> SectionSave:
    """A second press of one page: what the first one changed is this person's own doing.

    All other fields stay as old as the page, so that what others changed is not undone.
    """
    own = names_changed_in(row, save.section, version)
    return replace(save, older={**save.older, **dict.fromkeys(own & set(save.entries), version)})


def _merge(row: SectionRow, save: SectionSave, version: int) -> dict[str, Recorded]:
    """Mine where only I changed a field; nothing where only others did; else a conflict.

    Every field in conflict is named, also one that is overruled: the next page shows them all.
    """
    if min(save.versions) >= version:
        return dict(save.entries)
    base = _base(row, save)
    merged: dict[str, Recorded] = {}
    disputed = []
    for name, mine in save.entries.items():
        theirs = row.recorded(name)
        if mine in (theirs, base[name]):
            continue
        if theirs != base[name]:
            disputed.append(name)
        merged[name] = mine
    contradicting = _contradictions(row, save, merged)
    is_accepted = save.accepted_version == version and save.accepted.issuperset(disputed)
    if contradicting or (disputed and not is_accepted):
        conflicts = [
            Conflict(name, save.entries.get(name, Recorded()), row.recorded(name))
            for name in dict.fromkeys([*disputed, *contradicting])
        ]
        raise SaveConflictError(conflicts, version)
    return merged


def _check_order(row: SectionRow, save: SectionSave, merged: Mapping[str, Recorded]) -> None:
    """OrderError when a changed field puts a date out of order; the case is read only then."""
    changed = {name for name, entry in merged.items() if row.recorded(name) != entry}
    if not any(bears_on_order(save.section, name) for name in changed):
        return
    whole = {name: merged.get(name, row.recorded(name)) for name in save.section.kinds}
    before, uid = load_document(row.case_id), str(row.uid)
    after = overlay(before, save.section, entries_fragment(save.section, uid, whole))
    if errors := new_refusals(before, after, save.section, uid, changed):
        raise OrderError(errors)


def _base(row: SectionRow, save: SectionSave) -> dict[str, Recorded]:
    """Each field as it was where the person began to type into it."""
    names: dict[int, list[str]] = {}
    for name in save.entries:
        names.setdefault(save.older.get(name, save.base_version), []).append(name)
    base: dict[str, Recorded] = {}
    for version, typed_then in names.items():
        base |= recorded_at(row, typed_then, version)
    return base


def _contradictions(
    row: SectionRow, save: SectionSave, merged: Mapping[str, Recorded]
) -> list[str]:
    """Fields that hold alone but not beside what others changed meanwhile."""
    kinds = save.section.kinds
    whole = {name: merged.get(name, row.recorded(name)) for name in kinds}
    return list(save.section.form.contradictions(whole))
