"""Schedules, due items and mails for tests."""

import datetime
import threading
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

from accounts.memberships import Memberships
from accounts.models import Membership, Role, User
from cases.changing import finish_change
from cases.models import Case, FollowUp, Surgery
from surveillance.models import Delivery, Due, Schedule
from surveillance.models.schedule import Anchor
from surveillance.pages import WorkList, work_list
from surveillance.planning import add_months, local_today
from surveillance.proposals import Basis
from surveillance.protocols import ESMO_HIGH
from surveillance.services import Acceptance, Anchored, accept_schedule

DAY = datetime.timedelta(days=1)
NOON = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
DATE = NOON.date()


def clock_at(moment: datetime.datetime) -> AbstractContextManager[Any]:
    """Whoever asks for the time in this block is told this moment."""
    return patch("django.utils.timezone.now", return_value=moment)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these answered, started at the same moment on a connection of its own."""
    answers: list[Any] = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(number: int) -> None:
        try:
            barrier.wait()
            answers[number] = works[number]()
        except Exception as raised:
            answers[number] = raised
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return answers


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
    if anchored.kind == Anchor.SURGERY:
        row = Surgery.objects.filter(case=case).values_list("uid", flat=True).first()
        anchored = replace(anchored, row=row)
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


def planned_months_ago(case: Case, months: int, **more: Any) -> Schedule:
    """Counted from an estimate, so many months before today."""
    day = add_months(today(case), -months)
    return accepted(case, Anchored(Anchor.PLANNING, day, reason="a letter"), **more)


def record_operation(case: Case, day: str | None) -> None:
    """A save that corrects or removes the date of the operation, as it is recorded."""
    Surgery.objects.filter(case=case).update(date=day)
    finish_change(frozenset({case.pk}), None)


def record_death(case: Case) -> FollowUp:
    """A save that tells of the patient's death."""
    told = FollowUp.objects.create(case=case, vital_status="dead_other", position=9)
    finish_change(frozenset({case.pk}), None)
    return told


def take_back(told: FollowUp) -> None:
    """A save that says of a visit that it was entered in error."""
    told.entered_in_error = "another patient"
    told.save()
    finish_change(frozenset({told.case_id}), None)


def item(case: Case, due_date: datetime.date | None, **more: Any) -> Due:
    """Something asked for by a person and not by a schedule: a visit unless said otherwise."""
    fields = {"what": "visit", "origin": "request", "origin_uid": uuid.uuid4(), "step": "m003"}
    made: dict[str, Any] = fields | {"due_date": due_date, "created_at": timezone.now()} | more
    return Due.objects.create(case=case, **made)


def dates_of(schedule: Schedule) -> dict[str, datetime.date | None]:
    """Days of a schedule's items by step, in the order of the steps, whatever their state."""
    return dict(schedule.dues.order_by("step").values_list("step", "due_date"))


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


def shown(viewer: Memberships, key: str, now: datetime.datetime | None = None) -> WorkList:
    """A tab of the work list; now: the present where none is named."""
    return work_list(viewer, key, now or timezone.now())
