"""What the pages of follow-up show, ready as words and numbers."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.memberships import Memberships
from accounts.permissions import roles_for
from cases.access import may
from cases.models import Case, FollowUp
from cases.values import Kind
from surveillance.models import CareTeam, Due, DueEvent, Schedule
from surveillance.models.due import PENDING, DueQuerySet, State, What
from surveillance.planning import local_today
from surveillance.services import REVERSIBLE_DAYS
from surveillance.wording import (
    date_words,
    due_date_words,
    is_estimated,
    lateness_words,
    moment_words,
    what_words,
)

LINES = 100  # of one tab
MOST_COUNTED = 99


@dataclass(frozen=True)
class Tab:
    """One view of the work list. count: as text; it stops at 99+."""

    key: str
    title: str | Promise
    count: str
    is_current: bool


@dataclass(frozen=True)
class DueLine:
    """One item. lateness: empty without a date. tone: late, soon or empty, for the mark."""

    due: Due
    what: str
    date: str
    lateness: str
    tone: str
    is_estimated: bool
    patient: str
    record_number: str
    responsible: str
    last_contact: str
    state: str
    can_work: bool

    @property
    def is_acknowledged(self) -> bool:
        """Somebody looks after it."""
        return self.due.state == State.ACKNOWLEDGED

    @property
    def is_pending(self) -> bool:
        """Still to be done."""
        return self.due.state in PENDING


@dataclass(frozen=True)
class EndedLine:
    """A schedule that somebody ended lately."""

    schedule: Schedule
    patient: str
    words: str
    reason: str


@dataclass(frozen=True)
class WorkList:
    """undated, unreachable: patients of whom nobody will be reminded; shown on every tab."""

    tabs: list[Tab]
    current: Tab
    lines: list[DueLine]
    is_cut: bool
    undated: list[DueLine]
    unreachable: list[DueLine]
    ended: list[EndedLine]


TABS: Mapping[str, str | Promise] = {
    "overdue": gettext_lazy("Overdue"),
    "this_week": gettext_lazy("This week"),
    "later": gettext_lazy("Later"),
    "undelivered": gettext_lazy("Dead letters"),
}


def work_list(viewer: Memberships, key: str, now: datetime.datetime) -> WorkList:
    """Everything pending at the viewer's centres, in tabs; the earliest first.

    key: of the tab to show; empty for the first that has something.
    """
    pending = Due.objects.visible_to(viewer, "surveillance.view").pending().on_local_day(now)
    views: dict[str, DueQuerySet] = {name: getattr(pending, name)() for name in TABS}
    counts = {name: _count(views[name]) for name in TABS}
    key = key or next((name for name in TABS if counts[name] != "0"), next(iter(TABS)))
    tabs = [Tab(name, title, counts[name], name == key) for name, title in TABS.items()]
    shown = due_lines(views[key], viewer, now, LINES + 1)
    return WorkList(
        tabs=tabs,
        current=next(tab for tab in tabs if tab.is_current),
        lines=shown[:LINES],
        is_cut=len(shown) > LINES,
        undated=due_lines(pending.filter(what=What.NO_DATES), viewer, now, LINES),
        unreachable=due_lines(pending.unreachable().next_visits(), viewer, now, LINES),
        ended=_ended_lines(viewer, now),
    )


def due_lines(
    dues: DueQuerySet, viewer: Memberships, now: datetime.datetime, limit: int
) -> list[DueLine]:
    """Lines of items, the earliest first; two queries whatever their number."""
    found = list(
        dues.select_related("case__centre", "case__identity", "case__care_team__responsible")
        .select_related("schedule", "owner")
        .order_by("due_date", "id")[:limit]
    )
    contacts = _last_contacts({due.case_id for due in found})
    return [_due_line(due, viewer, now, contacts.get(due.case_id, "")) for due in found]


def _due_line(due: Due, viewer: Memberships, now: datetime.datetime, last_contact: str) -> DueLine:
    case = due.case
    today = local_today(now, case.centre.time_zone)
    identity = getattr(case, "identity", None) if may(viewer, "identity.view", case) else None
    team: CareTeam | None = getattr(case, "care_team", None)
    person = due.owner or (team.responsible if team else None)
    return DueLine(
        due=due,
        what=what_words(due),
        date=due_date_words(due),
        lateness=lateness_words(due.due_date, today) if due.due_date else "",
        tone=_tone(due, today),
        is_estimated=is_estimated(due),
        patient=case.pseudonym,
        record_number=(identity.record_number or "") if identity else "",
        responsible=str(person) if person else _("nobody"),
        last_contact=last_contact,
        state=str(State(due.state).label),
        can_work=may(viewer, "due.work", case) and due.what != What.NO_DATES,
    )


def _tone(due: Due, today: datetime.date) -> str:
    """late: past its window. soon: due, and still in time."""
    if due.due_date is None or due.latest_in_time is None or due.due_date > today:
        return ""
    return "late" if due.latest_in_time < today else "soon"


def _last_contacts(case_ids: Iterable[int]) -> dict[int, str]:
    """By case, the newest visit or contact: its date or, without one, how long after treatment."""
    visits = FollowUp.objects.filter(case__in=case_ids, entered_in_error__isnull=True)
    ranked = sorted(
        visits, key=lambda visit: (visit.last_contact_date or visit.date or "", visit.position)
    )
    return {visit.case_id: _contact_words(visit) for visit in ranked}


def _contact_words(visit: FollowUp) -> str:
    if day := visit.last_contact_date or visit.date:
        return _kind("date").display(day)
    if visit.duration:
        return _("%(duration)s after treatment") % {
            "duration": _kind("duration").display(visit.duration)
        }
    return ""


def _kind(name: str) -> Kind:
    field = FollowUp._meta.get_field(name)
    kind: Kind = field.kind  # type: ignore[union-attr]
    return kind


def _count(dues: DueQuerySet) -> str:
    counted = dues.order_by()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if counted > MOST_COUNTED else str(counted)


def _ended_lines(viewer: Memberships, now: datetime.datetime) -> list[EndedLine]:
    """For those who may take an end back, where nothing runs instead."""
    centres = viewer.centres_with(roles_for("schedule.manage"))
    since = now - datetime.timedelta(days=REVERSIBLE_DAYS)
    ended = Schedule.objects.filter(case__centre__in=centres).ended_since(since)
    alone = ended.exclude(case__in=Schedule.objects.running().values("case"))
    rows = alone.select_related("case__centre", "ended_by")
    return [_ended_line(schedule) for schedule in rows]


def _ended_line(schedule: Schedule) -> EndedLine:
    assert schedule.ended_at is not None
    words = _("ended on %(day)s by %(person)s: %(kind)s") % {
        "day": moment_words(schedule.ended_at, schedule.case, "j M Y"),
        "person": schedule.ended_by,
        "kind": schedule.get_end_kind_display(),
    }
    return EndedLine(schedule, schedule.case.pseudonym, words, schedule.end_reason or "")


@dataclass(frozen=True)
class EventLine:
    """What happened to an item: when, who, what, why."""

    at: str
    words: str
    reason: str


def event_lines(due: Due) -> list[EventLine]:
    """The item's history, the latest first."""
    events = due.events.select_related("by").order_by("-id")
    return [
        EventLine(moment_words(event.at, due.case), _event_words(event), event.reason or "")
        for event in events
    ]


def _event_words(event: DueEvent) -> str:
    words = {"kind": event.get_kind_display(), "person": event.by or _("the program")}
    if event.kind != DueEvent.Kind.MOVED:
        return _("%(kind)s by %(person)s") % words
    days = {
        "before": date_words(event.date_before, None),
        "after": date_words(event.date_after, None),
    }
    return _("moved from %(before)s to %(after)s by %(person)s") % (words | days)


@dataclass(frozen=True)
class MailLine:
    """One mail about an item: when, to whom, what became of it."""

    at: str
    recipient: str
    words: str


def mail_lines(due: Due) -> list[MailLine]:
    """The item's mails, the latest first."""
    rows = due.deliveries.select_related("recipient").order_by("-id")
    return [
        MailLine(
            moment_words(row.ended_at or row.planned_at, due.case),
            str(row.recipient),
            str(row.get_state_display()),
        )
        for row in rows
    ]


def schedule_dues(case: Case) -> DueQuerySet:
    """Items of the case's running schedule and what else is still asked for, the earliest first."""
    of_plan = Q(schedule__isnull=False, schedule__ended_at__isnull=True)
    others = Q(schedule__isnull=True, state__in=PENDING)
    return Due.objects.filter(case=case).filter(of_plan | others)
