"""Rows of repeating sections that were entered in error: they stay in the record, and count no
longer until somebody takes it back."""

import uuid

from django.utils.translation import gettext as _

from accounts.models import User
from cases.changing import changing
from cases.conflicts import SaveConflictError
from cases.document import load_document
from cases.drafts import DraftPlace, drop_draft
from cases.history.log import was_row_changed_since
from cases.models import Case
from cases.models.rows import SectionRow
from cases.order import Contradiction, newly_refused
from cases.sections import Section


class RowOutOfOrderError(SaveConflictError):
    """Nothing was saved: dates that count afterwards cannot be true together."""

    def __init__(self, found: Contradiction, version: int) -> None:
        super().__init__([], version)
        self.sentence = _("Not changed: then the record would contradict itself. %s") % found.whole


def rows_in_error(case: Case, section: Section) -> list[SectionRow]:
    """In the order of the section; one query."""
    rows = section.model._default_manager.filter(case=case)
    return list(rows.exclude(entered_in_error=None))


def mark_in_error(*, row: SectionRow, section: Section, reason: str, base: int, by: User) -> None:
    """The row counts no longer, nor does what this person had typed into it and not saved.

    SaveConflictError when the row changed after version `base` of the case, or when the rest
    contradicts itself without the row.
    """
    with changing(row.case_id, by=by, reason=reason) as case:
        _set(row, reason, case, base)
        drop_draft(DraftPlace(case, section, row.uid), by=by)


def count_again(*, row: SectionRow, base: int, by: User) -> None:
    """The row was entered in error by mistake only. SaveConflictError as for `mark_in_error`."""
    with changing(row.case_id, by=by) as case:
        _set(row, None, case, base)


def find_row(case: Case, section: Section, uid: uuid.UUID) -> SectionRow | None:
    """A saved row of a repeating section, whether it counts or not."""
    if not section.is_many:
        return None
    return section.model._default_manager.filter(case=case, uid=uid).first()


def _set(row: SectionRow, reason: str | None, case: Case, base: int) -> None:
    if was_row_changed_since(row, base):
        raise SaveConflictError([], case.version)
    before = load_document(case.pk)
    row.entered_in_error = reason
    row.save(update_fields=["entered_in_error"])
    if found := newly_refused(before, load_document(case.pk)):
        raise RowOutOfOrderError(found[0], case.version)
