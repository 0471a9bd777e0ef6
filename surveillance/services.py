"""Schedules: accepting, ending, resuming, following the record, extending. Each one transaction.

Nothing is deleted: what another schedule replaces is superseded, and what was done stays done.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.document import load_documents
from cases.history import say_who
from cases.models import Case
from cases.models.case import RecordStatus, SurveillanceState
from cases.ports import CaseChange
from cases.services import finish_change
from surveillance import planning
from surveillance.actions import ActionRefusedError, ask_again, redate, supersede
from surveillance.models import CareTeam, Due, DueEvent, Schedule
from surveillance.models.due import PENDING, Origin, State, What
from surveillance.models.schedule import Anchor, EndKind, ScheduleQuerySet
from surveillance.proposals import Proposal, propose
from surveillance.protocols import PROTOCOLS, Protocol
from surveillance.wording import month_of

NO_DATES_STEP = "no_dates"
REVERSIBLE_DAYS = 30  # an ended schedule is shown to the lead, and can be resumed, this long


@dataclass(frozen=True)
class Anchored:
    """What months are counted from. date: None when kind is none; reason: of an estimate.

    row: the uid of the operation in the record whose date it is.
    """

    kind: Anchor
    date: datetime.date | None = None
    precision: str = "day"
    reason: str = ""
    row: UUID | None = None


@dataclass(frozen=True)
class OpenFinding:
    """A finding that a person wants resolved by a day; row_uid: where the record tells of it."""

    row_uid: UUID
    text: str
    by_date: datetime.date | None


@dataclass(frozen=True)
class Acceptance:
    """What a person decided. elapsed_months: after the anchor, already followed up."""

    protocol: Protocol
    basis: str
    anchored: Anchored
    elapsed_months: Decimal | int
    responsible: User
    deputy: User | None = None
    findings: tuple[OpenFinding, ...] = field(default_factory=tuple)


def accept_schedule(*, case: Case, by: User, acceptance: Acceptance) -> Schedule:
    """Start a schedule; one that runs is replaced. What was asked for and not done is superseded.

    The same decision again keeps the schedule that runs. ActionRefusedError when the record is no
    longer open.
    """
    with transaction.atomic():
        say_who(by)
        locked = _lock(case)
        if locked.record_status != RecordStatus.OPEN:
            raise ActionRefusedError(_("The record is closed: no schedule can start."))
        now = timezone.now()
        today = planning.local_today(now, locked.centre.time_zone)
        running = Schedule.objects.running().filter(case=locked)
        decided = _decided(locked, _with_done_visits(acceptance, running), today)
        schedule = running.filter(**decided).first()
        if schedule is None:
            for replaced in running:
                _end(replaced, by, EndKind.SUPERSEDED, _("replaced by another schedule"), now)
            schedule = Schedule.objects.create(**decided, accepted_by=by, accepted_at=now)
            _extend(schedule, today, now)
        set_care_team(locked, by, acceptance.responsible, acceptance.deputy, now)
        for finding in acceptance.findings:
            require(
                case=locked,
                what=What.RESOLVE_FINDING,
                origin=Origin.FINDING,
                origin_uid=finding.row_uid,
                text=finding.text,
                due_date=finding.by_date or today,
                by=by,
            )
        locked.surveillance_state = SurveillanceState.PLANNED
        _save_state(locked, by, None)
    return schedule


def end_schedule(*, schedule: Schedule, by: User, kind: EndKind, reason: str) -> None:
    """Nobody is reminded from now on. Shown to the lead and reversible for 30 days."""
    with transaction.atomic():
        say_who(by, reason)
        case = _lock(schedule.case)
        found = Schedule.objects.select_for_update().get(pk=schedule.pk)
        if not found.is_running:
            raise ActionRefusedError(_("This schedule has ended already."))
        _end(found, by, kind, reason, timezone.now())
        case.surveillance_state = SurveillanceState.ENDED
        _save_state(case, by, reason)


def resume_schedule(*, schedule: Schedule, by: User) -> None:
    """Take an end back within 30 days: the schedule and its items are as they were."""
    with transaction.atomic():
        say_who(by)
        case = _lock(schedule.case)
        found = Schedule.objects.select_for_update().get(pk=schedule.pk)
        if found.is_running:  # pressed twice
            return
        now = timezone.now()
        _check_resumable(found, case, now)
        found.ended_at = found.ended_by = found.end_kind = found.end_reason = None
        found.save(update_fields=["ended_at", "ended_by", "end_kind", "end_reason"])
        _extend(found, planning.local_today(now, case.centre.time_zone), now)
        case.surveillance_state = SurveillanceState.PLANNED
        _save_state(case, by, None)


def require(
    *,
    case: Case,
    what: What,
    origin: Origin,
    origin_uid: UUID,
    due_date: datetime.date | None,
    by: User | None,
    text: str = "",
    step: str = "",
    owner: User | None = None,
) -> Due:
    """Ask for something once: the same origin and step again asks for the item that is there.

    One that was done is opened again, and one with another date gets this one.
    """
    with transaction.atomic():
        now = timezone.now()
        due, is_new = Due.objects.get_or_create(
            case=case,
            origin=origin,
            origin_uid=origin_uid,
            step=step or what,
            defaults={
                "what": what,
                "text": text or None,
                "due_date": due_date,
                "owner": owner,
                "created_at": now,
            },
        )
        if not is_new:
            ask_again(due, due_date, by, _("asked for again"))
            due.refresh_from_db()
        else:
            kind = DueEvent.Kind.CREATED
            DueEvent.objects.create(
                due=due, kind=kind, by=by, at=now, state_after=due.state, date_after=due_date
            )
    return due


def set_care_team(
    case: Case, by: User | None, responsible: User, deputy: User | None, at: datetime.datetime
) -> None:
    """Who is reminded about the case, from the next mail on."""
    team = {"responsible": responsible, "deputy": deputy, "changed_by": by, "changed_at": at}
    CareTeam.objects.update_or_create(case=case, defaults=team)


def replan(change: CaseChange) -> None:
    """The CASE_SAVED port: a corrected date of the operation moves what is still to be done."""
    running = Schedule.objects.running().filter(
        case__in=change.case_ids, anchor_kind=Anchor.SURGERY
    )
    schedules = list(running.select_for_update(of=("self",)).select_related("case__centre"))
    documents = load_documents(schedule.case_id for schedule in schedules)
    for schedule in schedules:
        proposal = propose(documents[schedule.case_id])
        if is_correction(schedule, proposal):
            _follow_record(schedule, proposal, change)


def extend_schedules(now: datetime.datetime) -> int:
    """Create the visits that the moving horizon has reached; returns how many.

    Run daily; any number of runs gives the same rows.
    """
    running = Schedule.objects.running().exclude(anchor_date__isnull=True)
    # Visits are at most a year apart, so a later last one needs nothing yet.
    farthest = planning.add_months(now.date(), planning.HORIZON_MONTHS - planning.MONTHS_IN_YEAR)
    short = running.annotate(last=Max("dues__due_date")).exclude(last__gt=farthest)
    added = 0
    for pk in short.values_list("pk", flat=True):
        with transaction.atomic():
            # The case first, as everywhere: a save locks it before its schedule.
            _lock(Case.objects.get(schedules=pk))
            schedule = Schedule.objects.select_for_update(of=("self",)).get(pk=pk)
            today = planning.local_today(now, schedule.case.centre.time_zone)
            added += _extend(schedule, today, now) if schedule.is_running else 0
    return added


def is_correction(schedule: Schedule, proposal: Proposal) -> bool:
    """The record has another date of the very operation that the schedule counts from.

    Another operation is no correction: a person decides whether months count from it. Nor is a
    date by which a visit that is done lies ahead: those months would never be asked for again.
    """
    recorded, before = proposal.anchor, schedule.anchor_date
    is_same = _anchor_of(schedule) == (recorded.day, recorded.precision)
    if recorded.day is None or before is None or is_same:
        return False
    if recorded.row != str(schedule.anchor_row):
        return False
    done = max(
        (month_of(due) for due in schedule.dues.filter(state=State.DONE, what=What.VISIT)),
        default=0,
    )
    today = planning.local_today(timezone.now(), schedule.case.centre.time_zone)
    was, would_be = (planning.add_months(day, done) for day in (before, recorded.day))
    return not done or would_be <= max(was, today)


def is_reversible(schedule: Schedule, now: datetime.datetime) -> bool:
    """Whether an end may still be taken back."""
    if schedule.ended_at is None or schedule.end_kind == EndKind.SUPERSEDED:
        return False
    return now - schedule.ended_at <= datetime.timedelta(days=REVERSIBLE_DAYS)


def _lock(case: Case) -> Case:
    cases = Case.objects.select_for_update(of=("self",)).select_related("centre")
    return cases.get(pk=case.pk)


def _with_done_visits(acceptance: Acceptance, running: ScheduleQuerySet) -> Acceptance:
    """Visits marked as done in the work list are not asked for again from the same anchor."""
    same = running.filter(anchor_date=acceptance.anchored.date, anchor_date__isnull=False)
    done = Due.objects.filter(schedule__in=same, what=What.VISIT, state=State.DONE)
    months = max((month_of(due) for due in done), default=0)
    return replace(acceptance, elapsed_months=max(acceptance.elapsed_months, months))


def _decided(case: Case, acceptance: Acceptance, today: datetime.date) -> dict[str, Any]:
    """The fields of the schedule that this decision asks for."""
    protocol, anchored = acceptance.protocol, acceptance.anchored
    return {
        "case": case,
        "protocol": protocol.key,
        "protocol_version": protocol.version,
        "basis": acceptance.basis,
        "anchor_kind": anchored.kind,
        "anchor_date": anchored.date,
        "anchor_precision": anchored.precision,
        "anchor_reason": anchored.reason or None,
        "anchor_row": anchored.row,
        "first_month": _first_month(protocol, anchored.date, acceptance.elapsed_months, today),
    }


def _first_month(
    protocol: Protocol,
    anchor: datetime.date | None,
    elapsed_months: Decimal | int,
    today: datetime.date,
) -> int:
    """The first visit that is still to be done; without an anchor, whatever the day."""
    if anchor is None:
        return planning.next_month(protocol, elapsed_months)
    return planning.first_month(protocol, anchor, today, elapsed_months)


def _extend(schedule: Schedule, today: datetime.date, now: datetime.datetime) -> int:
    """The items up to the horizon that are not there yet; without dates, the one that says so."""
    due = {
        "case_id": schedule.case_id,
        "schedule": schedule,
        "origin": Origin.PLAN,
        "origin_uid": schedule.uid,
        "created_at": now,
    }
    if schedule.anchor_date is None:
        wanted = [Due(what=What.NO_DATES, step=NO_DATES_STEP, due_date=today, **due)]
    else:
        wanted = [
            Due(what=What.VISIT, step=visit.step, due_date=visit.due_date, **due, **window)
            for visit in _visits(schedule, planning.horizon(today))
            for window in [_window(PROTOCOLS[schedule.protocol])]
        ]
    before = schedule.dues.count()
    Due.objects.bulk_create(wanted, ignore_conflicts=True)
    return schedule.dues.count() - before


def _visits(schedule: Schedule, until: datetime.date) -> Iterable[planning.Visit]:
    assert schedule.anchor_date is not None
    protocol = PROTOCOLS[schedule.protocol]
    return planning.planned_visits(protocol, schedule.anchor_date, schedule.first_month, until)


def _window(protocol: Protocol) -> Mapping[str, int]:
    return {
        "window_before_days": protocol.window_before_days,
        "window_after_days": protocol.window_after_days,
    }


def _end(schedule: Schedule, by: User, kind: EndKind, reason: str, now: datetime.datetime) -> None:
    """An ended schedule's items keep their state, so that an end can be taken back as a whole.

    Those of a replaced one are superseded: what is still to be done is the new one's.
    """
    schedule.ended_at, schedule.ended_by = now, by
    schedule.end_kind, schedule.end_reason = kind, reason
    schedule.save(update_fields=["ended_at", "ended_by", "end_kind", "end_reason"])
    if kind == EndKind.SUPERSEDED:
        pending = schedule.dues.select_for_update().filter(state__in=PENDING).order_by("id")
        supersede(list(pending), by, reason, now)


def _check_resumable(schedule: Schedule, case: Case, now: datetime.datetime) -> None:
    if not is_reversible(schedule, now):
        raise ActionRefusedError(_("Only an end of the last 30 days can be taken back."))
    if Schedule.objects.running().filter(case=case).exists():
        raise ActionRefusedError(_("Another schedule runs by now: end that one first."))
    if case.record_status != RecordStatus.OPEN:
        raise ActionRefusedError(_("The record is closed: no schedule can start."))


def _save_state(case: Case, by: User, reason: str | None) -> None:
    """State, reason and person of the case's surveillance, then what follows from every change."""
    case.surveillance_reason, case.surveillance_by = reason, by
    case.save(update_fields=["surveillance_state", "surveillance_reason", "surveillance_by"])
    finish_change(frozenset({case.pk}), by)


def _anchor_of(schedule: Schedule) -> tuple[datetime.date | None, str]:
    return schedule.anchor_date, schedule.anchor_precision


def _follow_record(schedule: Schedule, proposal: Proposal, change: CaseChange) -> None:
    """Pending visits follow the new anchor; one that a person moved stays where it was put.

    A later anchor brings visits back that were over by the earlier one.
    """
    before, anchor = schedule.anchor_date, proposal.anchor.day
    assert before is not None
    assert anchor is not None
    today = planning.local_today(change.at, schedule.case.centre.time_zone)
    elapsed = proposal.elapsed_months or 0
    first = _first_month(PROTOCOLS[schedule.protocol], anchor, elapsed, today)
    schedule.anchor_date, schedule.anchor_precision = anchor, proposal.anchor.precision
    schedule.first_month = min(schedule.first_month, first)
    schedule.save(update_fields=["anchor_date", "anchor_precision", "first_month"])
    pending = schedule.dues.select_for_update().filter(state__in=PENDING, what=What.VISIT)
    for due in pending.order_by("id"):
        month = month_of(due)
        date = planning.add_months(anchor, month)
        if due.due_date == planning.add_months(before, month) != date:
            redate(due, date, change.by, _("the date of the operation was corrected"))
    _extend(schedule, today, change.at)
