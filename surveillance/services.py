"""Schedules: accepting, ending, resuming, asking for something. Each one transaction.

Nothing is deleted: what another schedule replaces is superseded, and what was done stays done.
"""

import datetime
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from cases.changing import finish_change, say_who
from cases.models import Case
from cases.models.case import RecordStatus, SurveillanceState
from surveillance import planning
from surveillance.actions import ActionRefusedError, ask_again, supersede
from surveillance.models import CareTeam, Due, DueEvent, Schedule
from surveillance.models.due import PENDING, Origin, What
from surveillance.models.schedule import Anchor, EndKind, ScheduleQuerySet
from surveillance.protocols import Protocol
from surveillance.visits import extend, first_month, last_done_month

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
        locked = Case.objects.locked().get(pk=case.pk)
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
            extend(schedule, today, now)
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
        case = Case.objects.locked().get(pk=schedule.case_id)
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
        case = Case.objects.locked().get(pk=schedule.case_id)
        found = Schedule.objects.select_for_update().get(pk=schedule.pk)
        if found.is_running:  # pressed twice
            return
        now = timezone.now()
        _check_resumable(found, case, now)
        found.ended_at = found.ended_by = found.end_kind = found.end_reason = None
        found.save(update_fields=["ended_at", "ended_by", "end_kind", "end_reason"])
        extend(found, planning.local_today(now, case.centre.time_zone), now)
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


def is_reversible(schedule: Schedule, now: datetime.datetime) -> bool:
    """Whether an end may still be taken back."""
    if schedule.ended_at is None or schedule.end_kind == EndKind.SUPERSEDED:
        return False
    return now - schedule.ended_at <= datetime.timedelta(days=REVERSIBLE_DAYS)


def _with_done_visits(acceptance: Acceptance, running: ScheduleQuerySet) -> Acceptance:
    """Visits marked as done in the work list are not asked for again from the same anchor."""
    same = running.filter(anchor_date=acceptance.anchored.date, anchor_date__isnull=False)
    months = last_done_month(Due.objects.filter(schedule__in=same))
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
        "first_month": first_month(protocol, anchored.date, acceptance.elapsed_months, today),
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
