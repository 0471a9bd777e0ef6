"""The next dates of follow-up, or why there are none."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from board.record import shorten
from cases.models import Case
from surveillance import proposal_words
from surveillance.models import Due, Schedule
from surveillance.models.due import Origin, What
from surveillance.models.schedule import EndKind
from surveillance.proposals import propose
from surveillance.protocols import PROTOCOLS
from surveillance.wording import due_date_words, is_estimated

MOST_DATES = 4
REASON_LENGTH = 90


@dataclass(frozen=True)
class ScheduleLine:
    """One date or one sentence. note: "estimated", "overdue"; empty when there is none.

    needs_person: somebody must act, or nobody will be reminded.
    """

    text: str
    note: str = ""
    needs_person: bool = False


def schedule_lines(
    case: Case, document: Mapping[str, Any], now: datetime.datetime
) -> tuple[ScheduleLine, ...]:
    """Of the schedule that runs, else of the last that ended, else what is proposed."""
    found = Schedule.objects.filter(case=case).exclude(end_kind=EndKind.SUPERSEDED)
    schedule = found.order_by(F("ended_at").desc(nulls_first=True), "-pk").first()
    if schedule is None:
        return _proposed(document)
    if not schedule.is_running:
        return _ended(schedule)
    return _running(schedule, timezone.localdate(now))


def _running(schedule: Schedule, today: datetime.date) -> tuple[ScheduleLine, ...]:
    """The protocol, what is done at its visits and the next dates; what has none stands red."""
    protocol = PROTOCOLS.get(schedule.protocol)
    lines = [ScheduleLine(str(protocol.title) if protocol else schedule.protocol)]
    dues = list(
        Due.objects.filter(schedule=schedule, origin=Origin.PLAN)
        .pending()
        .select_related("schedule")
        .order_by("due_date", "pk")[: MOST_DATES + 1]
    )
    if not dues:
        return (*lines, ScheduleLine(_("No visit is due.")))
    if dues[0].what == What.VISIT:
        lines.append(ScheduleLine(_("Next: %(what)s") % {"what": What.VISIT.label}))
    lines += [_dated(due, today) for due in dues[:MOST_DATES]]
    if len(dues) > MOST_DATES:
        lines.append(ScheduleLine(_("and later visits")))
    return tuple(lines)


def _dated(due: Due, today: datetime.date) -> ScheduleLine:
    if due.what == What.NO_DATES or due.due_date is None:
        return ScheduleLine(due.get_what_display(), needs_person=True)
    is_overdue = due.due_date < today
    notes = [_("estimated")] if is_estimated(due) else []
    notes += [_("overdue")] if is_overdue else []
    return ScheduleLine(due_date_words(due), ", ".join(notes), is_overdue)


def _ended(schedule: Schedule) -> tuple[ScheduleLine, ...]:
    assert schedule.ended_at is not None
    words = {
        "date": date_format(timezone.localtime(schedule.ended_at), "j M Y"),
        "kind": schedule.get_end_kind_display(),
        "reason": shorten(schedule.end_reason or "", REASON_LENGTH),
    }
    return (ScheduleLine(_("Ended on %(date)s: %(kind)s (%(reason)s)") % words),)


def _proposed(document: Mapping[str, Any]) -> tuple[ScheduleLine, ...]:
    told = proposal_words.describe(propose(document))
    sentences = [_("No schedule yet."), told.headline, told.basis, told.next_visit]
    return tuple(ScheduleLine(sentence) for sentence in sentences if sentence)
