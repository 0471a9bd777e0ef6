"""Importing: all is checked first, then all is written in one transaction, or nothing."""

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre
from cases.changing import finish_change, say_who
from cases.document import Document, load_documents
from cases.exchange.checking import CheckedCase, check_case
from cases.exchange.reading import Problem, read_cases
from cases.models import Case, RecordStatus
from cases.models.fields import dump_json
from cases.models.rows import SectionRow
from cases.order import newly_refused
from cases.sections import SECTIONS, Section
from cases.services import write_entries
from cases.values import Recorded

# Rows with this reason come back with the file; what a person marked stays marked.
GONE_REASON = "absent in the imported file"


@dataclass(frozen=True)
class Refusal:
    """Why a file is not imported: line of the file, path in the case, reason."""

    line: int
    path: str
    message: str

    def __str__(self) -> str:
        words = {"line": self.line, "path": self.path, "message": self.message}
        if self.path:
            return _("line %(line)s, %(path)s: %(message)s") % words
        return _("line %(line)s: %(message)s") % words


class ImportRefusedError(Exception):
    """Nothing was written."""

    def __init__(self, refusals: list[Refusal]) -> None:
        super().__init__(f"{len(refusals)} problems")
        self.refusals = refusals


@dataclass(frozen=True)
class ImportResult:
    """How many cases were new, changed, or the same as before."""

    created: int
    updated: int
    unchanged: int


def import_file(
    raw: bytes, *, centre: Centre, may_update: bool = False, is_dry_run: bool = False
) -> ImportResult:
    """Import a file of cases into a centre. ImportRefusedError names every problem.

    What lies in the future is judged by the centre's clock. A demonstration centre's cases are
    demonstration cases, whatever the file says.
    """
    with timezone.override(centre.time_zone):
        cases = [check_case(read) for read in read_cases(raw)]
    for case in cases:
        case.is_demo = case.is_demo or centre.is_demo
    refusals = list(_problems(cases)) + list(_twice(cases))
    if not cases:
        refusals = [Refusal(1, "", _("The file holds no case."))]
    if refusals:
        raise ImportRefusedError(refusals)
    with transaction.atomic():
        result = _write_all(cases, centre, may_update)
        if is_dry_run:
            transaction.set_rollback(True)
    return result


def _problems(cases: Iterable[CheckedCase]) -> Iterator[Refusal]:
    for case in cases:
        for problem in case.problems:
            yield Refusal(case.line, problem.path, problem.message)


def _twice(cases: list[CheckedCase]) -> Iterator[Refusal]:
    for path, key in (("case.uid", "uid"), ("case.pseudonym", "pseudonym")):
        named = [(case, value) for case in cases if (value := getattr(case, key))]
        counts = Counter(value for _case, value in named)
        for case, value in named:
            if counts[value] > 1:
                yield Refusal(case.line, path, _("Two cases of the file have the same."))


def _write_all(cases: list[CheckedCase], centre: Centre, may_update: bool) -> ImportResult:
    say_who(None, reason="import_cases")
    # Locked before their documents are read, so that no save in between is overwritten unseen.
    locked = Case.objects.select_for_update().order_by("pk")
    known: dict[uuid.UUID | None, Case] = {
        c.uid: c for c in locked.filter(uid__in=[case.uid for case in cases])
    }
    documents = load_documents([case.pk for case in known.values()])
    created, updated, refusals = [], [], []
    for checked in cases:
        existing = known.get(checked.uid)
        is_ours = existing is not None and existing.centre_id == centre.pk
        if existing and is_ours and _is_same(documents[existing.pk], checked.document()):
            continue
        stored = documents[existing.pk] if existing and is_ours else {}
        problems = [*_refuse(checked, existing, centre, may_update), *_disorder(checked, stored)]
        if problems:
            refusals += [Refusal(checked.line, p.path, p.message) for p in problems]
        elif existing:
            updated.append(_write(checked, existing))
        else:
            created.append(_write(checked, _new_case(checked, centre)))
    if refusals:
        raise ImportRefusedError(refusals)
    if created or updated:
        finish_change(frozenset(created + updated), None)
    return ImportResult(len(created), len(updated), len(cases) - len(created) - len(updated))


def _is_same(stored: Document, given: Document) -> bool:
    """As written: 12 and 12.0 are equal numbers, but not the same record."""
    return dump_json(stored) == dump_json(given)


def _refuse(
    checked: CheckedCase, existing: Case | None, centre: Centre, may_update: bool
) -> Iterator[Problem]:
    if existing and existing.centre_id != centre.pk:
        yield Problem("case.uid", _("This uid belongs to a case that is not of this centre."))
    elif existing and not may_update:
        yield Problem("case.uid", _("The case exists with other content; --update replaces it."))
    elif existing:
        yield from _refuse_update(checked, existing)
    namesakes = Case.objects.filter(centre=centre, pseudonym=checked.pseudonym)
    if any(namesake != existing for namesake in namesakes):
        yield Problem("case.pseudonym", _("Another case of the centre has this pseudonym."))
    for row in checked.rows:
        taken = row.section.model._default_manager.filter(uid=row.uid) if row.uid else None
        if taken is not None and taken.exclude(case=existing).exists():
            yield Problem(row.section.slug, _("The uid of a row belongs to another case."))


def _disorder(checked: CheckedCase, stored: Document) -> Iterator[Problem]:
    """Dates that cannot be true together and were not stored so; those that only warn may stand."""
    for found in newly_refused(stored, checked.document()):
        yield Problem(found.places[0].path, found.told[0])


def _refuse_update(checked: CheckedCase, existing: Case) -> Iterator[Problem]:
    """What people decided about the record and its rows is theirs to take back, not a file's."""
    if existing.record_status != RecordStatus.OPEN:
        words = {"status": existing.get_record_status_display()}
        yield Problem("case.uid", _("The record is not open (%(status)s).") % words)
    for section in filter(lambda each: each.is_many, SECTIONS):
        uids = [row.uid for row in checked.rows if row.section is section and row.uid]
        rows = section.model._default_manager.filter(case=existing, uid__in=uids)
        marked = rows.exclude(entered_in_error=None).exclude(entered_in_error=GONE_REASON)
        for uid in marked.values_list("uid", flat=True):
            message = _("This entry was marked as entered in error: take it back there first.")
            yield Problem(f"{section.slug}[{uids.index(uid)}]", message)


def _new_case(checked: CheckedCase, centre: Centre) -> Case:
    assert checked.uid
    return Case.objects.create(
        uid=checked.uid,
        centre=centre,
        pseudonym=checked.pseudonym,
        is_demo=checked.is_demo,
    )


def _write(checked: CheckedCase, case: Case) -> int:
    """Make the case's sections those of the file; rows that are gone count no longer."""
    if (case.pseudonym, case.is_demo) != (checked.pseudonym, checked.is_demo):
        case.pseudonym, case.is_demo = checked.pseudonym, checked.is_demo
        case.save(update_fields=["pseudonym", "is_demo"])
    for section in SECTIONS:
        rows = [row for row in checked.rows if row.section is section]
        stored = {row.uid: row for row in section.model._default_manager.filter(case=case)}
        kept = set()
        for position, row in enumerate(rows):
            found = _stored_row(section, case, row.uid, stored)
            kept.add(found.uid)
            _write_row(found, position, {name: row.entries[name] for name in section.kinds})
        for uid, gone in stored.items():
            if uid not in kept and gone.entered_in_error is None:
                gone.entered_in_error = GONE_REASON
                gone.save(update_fields=["entered_in_error"])
    return case.pk


def _stored_row(
    section: Section, case: Case, uid: uuid.UUID | None, stored: dict[uuid.UUID, SectionRow]
) -> SectionRow:
    if section.is_many:
        assert uid is not None
        return stored.get(uid) or section.model(case=case, uid=uid)
    return next(iter(stored.values()), None) or section.model(case=case)


def _write_row(row: SectionRow, position: int, entries: dict[str, Recorded]) -> None:
    moved = row.position != position or row.entered_in_error is not None
    row.position, row.entered_in_error = position, None
    is_new = row._state.adding
    write_entries(row, entries)
    if moved and not is_new:
        row.save(update_fields=["position", "entered_in_error"])
