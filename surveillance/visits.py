"""The visits of a schedule: which come first, how far they reach, what a corrected date moves."""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.document import load_documents
from cases.models import Case
from cases.ports import CaseChange
from surveillance import planning
from surveillance.actions import redate
from surveillance.models import Due, Schedule
from surveillance.models.due import PENDING, Origin, State, What
from surveillance.models.schedule import Anchor
from surveillance.proposals import Proposal, propose
from surveillance.protocols import PROTOCOLS, Protocol
from surveillance.wording import month_of

NO_DATES_STEP = "no_dates"


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
            Case.objects.locked().get(schedules=pk)
            schedule = Schedule.objects.select_for_update(of=("self",)).get(pk=pk)
            today = planning.local_today(now, schedule.case.centre.time_zone)
            added += extend(schedule, today, now) if schedule.is_running else 0
    return added


def extend(schedule: Schedule, today: datetime.date, now: datetime.datetime) -> int:
    """The items up to the horizon that are not there yet; without dates, the one that says so."""
    due: dict[str, Any] = {
        "case_id": schedule.case_id,
        "schedule": schedule,
        "origin": Origin.PLAN,
        "origin_uid": schedule.uid,
        "created_at": now,
    }
    if schedule.anchor_date is None:
        wanted = [Due(what=What.NO_DATES, step=NO_DATES_STEP, due_date=today, **due)]
    else:
        due |= _window(PROTOCOLS[schedule.protocol])
        wanted = [
            Due(what=What.VISIT, step=visit.step, due_date=visit.due_date, **due)
            for visit in _visits(schedule, planning.horizon(today))
        ]
    before = schedule.dues.count()
    Due.objects.bulk_create(wanted, ignore_conflicts=True)
    return schedule.dues.count() - before


def first_month(
    protocol: Protocol,
    anchor: datetime.date | None,
    elapsed_months: Decimal | int,
    today: datetime.date,
) -> int:
    """The first visit that is still to be done; without an anchor, whatever the day."""
    if anchor is None:
        return planning.next_month(protocol, elapsed_months)
    return planning.first_month(protocol, anchor, today, elapsed_months)


def last_done_month(dues: QuerySet[Due]) -> int:
    """The latest month whose visit is marked as done; 0 if none is."""
    done = dues.filter(state=State.DONE, what=What.VISIT)
    return max((month_of(due) for due in done), default=0)


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
    done = last_done_month(schedule.dues.all())
    today = planning.local_today(timezone.now(), schedule.case.centre.time_zone)
    was, would_be = (planning.add_months(day, done) for day in (before, recorded.day))
    return not done or would_be <= max(was, today)


def _follow_record(schedule: Schedule, proposal: Proposal, change: CaseChange) -> None:
    """Pending visits follow the new anchor; one that a person moved stays where it was put.

    A later anchor brings visits back that were over by the earlier one.
    """
    before, anchor = schedule.anchor_date, proposal.anchor.day
    assert before is not None
    assert anchor is not None
    today = planning.local_today(change.at, schedule.case.centre.time_zone)
    elapsed = proposal.elapsed_months or 0
    first = first_month(PROTOCOLS[schedule.protocol], anchor, elapsed, today)
    schedule.anchor_date, schedule.anchor_precision = anchor, proposal.anchor.precision
    schedule.first_month = min(schedule.first_month, first)
    schedule.save(update_fields=["anchor_date", "anchor_precision", "first_month"])
    pending = schedule.dues.select_for_update().filter(state__in=PENDING, what=What.VISIT)
    for due in pending.order_by("id"):
        month = month_of(due)
        date = planning.add_months(anchor, month)
        if due.due_date == planning.add_months(before, month) != date:
            redate(due, date, change.by, _("the date of the operation was corrected"))
    extend(schedule, today, change.at)


def _anchor_of(schedule: Schedule) -> tuple[datetime.date | None, str]:
    return schedule.anchor_date, schedule.anchor_precision


def _visits(schedule: Schedule, until: datetime.date) -> Iterable[planning.Visit]:
    assert schedule.anchor_date is not None
    protocol = PROTOCOLS[schedule.protocol]
    return planning.planned_visits(protocol, schedule.anchor_date, schedule.first_month, until)


def _window(protocol: Protocol) -> Mapping[str, int]:
    return {
        "window_before_days": protocol.window_before_days,
        "window_after_days": protocol.window_after_days,
    }
