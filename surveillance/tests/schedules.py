"""Schedules, due items and mails for tests."""

import datetime
from typing import Any

from django.utils import timezone

from accounts.models import Membership, Role, User
from cases.models import Case
from surveillance.models import Delivery, Due, Schedule
from surveillance.models.schedule import Anchor
from surveillance.planning import add_months, local_today
from surveillance.proposals import Basis
from surveillance.protocols import ESMO_HIGH
from surveillance.services import Acceptance, Anchored, accept_schedule


def member(case: Case, role: str = Role.FOLLOW_UP) -> User:
    """Somebody of the case's centre, made if there is nobody."""
    found = User.objects.filter(memberships__centre=case.centre, memberships__role=role).first()
    if found is None:
        found = User.objects.create(email=f"{role}-{case.uid}@test.example", name=f"the {role}")
        Membership.objects.create(user=found, centre=case.centre, role=role)
    return found


def today(case: Case) -> datetime.date:
    """The day it is at the case's centre."""
    return local_today(timezone.now(), case.centre.time_zone)


def accepted(case: Case, anchored: Anchored, **more: Any) -> Schedule:
    """A schedule accepted by the responsible, who is a follow-up user unless named."""
    responsible = more.pop("responsible", None) or member(case)
    acceptance = Acceptance(
        protocol=ESMO_HIGH,
        basis=Basis.UNKNOWN_GRADE,
        anchored=anchored,
        elapsed_months=more.pop("elapsed_months", 0),
        responsible=responsible,
        **more,
    )
    return accept_schedule(case=case, by=responsible, acceptance=acceptance)


def undated_schedule(case: Case) -> Schedule:
    """Nobody is reminded: one item that says so."""
    return accepted(case, Anchored(Anchor.NONE))


def operated_months_ago(case: Case, months: int, **more: Any) -> Schedule:
    """Counted from an operation so many months before today."""
    return accepted(case, Anchored(Anchor.SURGERY, add_months(today(case), -months)), **more)


def due_of(schedule: Schedule, month: int) -> Due:
    """The visit of a month."""
    return schedule.dues.get(step=f"m{month:03}")


def mail_about(due: Due, **more: Any) -> Delivery:
    """A mail about an item that has been sent."""
    values = {
        "due_date": due.due_date,
        "ordinal": due.deliveries.count() + 1,
        "recipient": member(due.case),
        "state": Delivery.State.SENT,
        "planned_at": timezone.now(),
        "not_before": timezone.now(),
        "ended_at": timezone.now(),
        "sent_by": "sweeper:1",
    }
    return Delivery.objects.create(due=due, **(values | more))
