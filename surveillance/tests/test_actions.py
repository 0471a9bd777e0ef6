"""What people do with an item: once, kept as an event, and only while it is to be done."""

import datetime
from collections.abc import Callable

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.models import Role, User
from cases.models import Case
from surveillance.actions import ActionRefusedError, acknowledge, complete, move, reopen, supersede
from surveillance.models import Delivery, Due, DueEvent
from surveillance.models.due import State
from surveillance.tests.schedules import (
    DAY,
    at_once,
    clock_at,
    item,
    mail_about,
    member,
    operated_months_ago,
    today,
    undated_schedule,
)

pytestmark = pytest.mark.django_db
Press = Callable[[Due, User], None]


@pytest.fixture
def due(case: Case) -> Due:
    """A visit of today."""
    return item(case, today(case))


@pytest.fixture
def somebody(case: Case) -> User:
    return member(case)


def press_acknowledge(due: Due, by: User) -> None:
    acknowledge(due=due, by=by)


def press_done(due: Due, by: User) -> None:
    complete(due=due, by=by, note="no recurrence")


def press_move(due: Due, by: User) -> None:
    move(due=due, by=by, to=today(due.case) + 7 * DAY, reason="a holiday")


def press_reopen(due: Due, by: User) -> None:
    reopen(due=due, by=by, reason="the wrong patient")


WORK = pytest.mark.parametrize("press", [press_acknowledge, press_done, press_move])


def state_of(due: Due) -> tuple[str, User | None, str | None]:
    due.refresh_from_db()
    return due.state, due.state_by, due.state_reason


def events_of(due: Due) -> list[str]:
    return list(due.events.order_by("id").values_list("kind", flat=True))


class TestAcknowledge:
    def test_somebody_looks_after_it(self, due: Due, somebody: User) -> None:
        press_acknowledge(due, somebody)
        assert state_of(due) == (State.ACKNOWLEDGED, somebody, None)
        event = due.events.get()
        assert (event.kind, event.by, event.state_before, event.state_after) == (
            "acknowledged",
            somebody,
            "open",
            "acknowledged",
        )

    def test_it_stays_in_the_work_list(self, due: Due, somebody: User) -> None:
        press_acknowledge(due, somebody)
        assert Due.objects.pending().get() == due


class TestDone:
    def test_what_came_of_it_is_kept(self, due: Due, somebody: User) -> None:
        press_done(due, somebody)
        assert state_of(due) == (State.DONE, somebody, "no recurrence")
        assert Due.objects.pending().count() == 0

    def test_a_note_is_not_needed(self, due: Due, somebody: User) -> None:
        complete(due=due, by=somebody)
        assert state_of(due) == (State.DONE, somebody, None)

    def test_somebody_else_is_told_that_it_is_done(
        self, due: Due, somebody: User, person: Callable[..., User]
    ) -> None:
        press_done(due, somebody)
        with pytest.raises(ActionRefusedError, match="somebody else was faster"):
            complete(due=due, by=person(Role.LEAD), note="another note")
        assert state_of(due) == (State.DONE, somebody, "no recurrence")


class TestMove:
    def test_the_date_and_the_reason_are_kept(self, due: Due, somebody: User) -> None:
        press_move(due, somebody)
        event = due.events.get()
        assert (event.kind, event.by, event.reason) == ("moved", somebody, "a holiday")
        assert (event.date_before, event.date_after) == (today(due.case), due_date_of(due))
        assert due_date_of(due) == today(due.case) + 7 * DAY

    def test_what_was_acknowledged_asks_anew(self, due: Due, somebody: User) -> None:
        press_acknowledge(due, somebody)
        press_move(due, somebody)
        assert state_of(due)[:2] == (State.OPEN, somebody)
        assert events_of(due) == ["acknowledged", "moved"]

    def test_to_the_day_it_has_changes_nothing(self, due: Due, somebody: User) -> None:
        press_acknowledge(due, somebody)
        move(due=due, by=somebody, to=today(due.case), reason="none")
        assert (state_of(due)[0], events_of(due)) == (State.ACKNOWLEDGED, ["acknowledged"])

    def test_not_into_the_past_of_the_centre(self, due: Due, somebody: User) -> None:
        with pytest.raises(ActionRefusedError, match="lies in the past"):
            move(due=due, by=somebody, to=today(due.case) - DAY, reason="why")
        assert events_of(due) == []

    @pytest.mark.parametrize(
        ("zone", "is_past"), [("Pacific/Tongatapu", True), ("Pacific/Pago_Pago", False)]
    )
    def test_the_past_is_that_of_the_centre_s_day(
        self, due: Due, somebody: User, zone: str, is_past: bool
    ) -> None:
        """At noon of 1 May in UTC it is 2 May in Tonga and still 1 May in Samoa."""
        due.case.centre.time_zone = zone
        due.case.centre.save()
        noon = datetime.datetime(2030, 5, 1, 12, tzinfo=datetime.UTC)
        with clock_at(noon):
            if is_past:
                with pytest.raises(ActionRefusedError, match="lies in the past"):
                    move(due=due, by=somebody, to=noon.date(), reason="why")
            else:
                move(due=due, by=somebody, to=noon.date(), reason="why")
        assert (due_date_of(due) == noon.date()) is not is_past


class TestReopen:
    def test_it_is_to_be_done_again(self, due: Due, somebody: User) -> None:
        press_done(due, somebody)
        press_reopen(due, somebody)
        assert state_of(due) == (State.OPEN, somebody, "the wrong patient")
        assert events_of(due) == ["done", "reopened"]
        assert Due.objects.pending().get() == due

    def test_not_of_a_schedule_that_another_has_replaced(self, case: Case) -> None:
        replaced = operated_months_ago(case, 2)
        due, by = replaced.dues.order_by("due_date")[0], replaced.accepted_by
        press_done(due, by)
        undated_schedule(case)
        with pytest.raises(ActionRefusedError, match="Nobody is reminded of this any more"):
            press_reopen(due, by)
        assert state_of(due)[0] == State.DONE

    def test_only_of_what_was_done(self, due: Due, somebody: User) -> None:
        press_reopen(due, somebody)
        assert (state_of(due)[0], events_of(due)) == (State.OPEN, [])


class TestMails:
    @WORK
    def test_what_was_not_sent_is_cancelled_and_what_was_is_kept(
        self, due: Due, somebody: User, press: Press
    ) -> None:
        mail_about(due)
        mail_about(due, state="to_do", ended_at=None, sent_by=None)
        moment = timezone.now()
        with clock_at(moment):
            press(due, somebody)
        first, second = Delivery.objects.order_by("id")
        assert (first.state, first.ended_at != moment) == ("sent", True)
        assert (second.state, second.ended_at, second.lease) == ("cancelled", moment, None)


@pytest.mark.parametrize(
    ("press", "kinds"),
    [
        (press_acknowledge, ["acknowledged"]),
        (press_done, ["done"]),
        (press_move, ["moved"]),
    ],
)
def test_a_second_press_changes_nothing(
    due: Due, somebody: User, press: Press, kinds: list[str]
) -> None:
    press(due, somebody)
    once = state_of(due)
    press(due, somebody)
    assert (state_of(due), events_of(due)) == (once, kinds)


def test_nor_does_a_second_press_of_reopen(due: Due, somebody: User) -> None:
    press_done(due, somebody)
    for _ in range(2):
        press_reopen(due, somebody)
    assert events_of(due) == ["done", "reopened"]


@pytest.mark.django_db(transaction=True)
@WORK
def test_two_presses_at_once_are_one_event(case: Case, press: Press) -> None:
    due, somebody = item(case, today(case)), member(case)
    assert at_once(*[lambda: press(due, somebody)] * 2) == [None, None]
    assert due.events.count() == 1


@WORK
@pytest.mark.parametrize("state", [State.SUPERSEDED, State.NOT_DONE])
def test_what_is_no_longer_to_be_done_cannot_be_worked_on(
    due: Due, somebody: User, press: Press, state: str
) -> None:
    past = {"state_by": somebody, "state_at": timezone.now(), "state_reason": "why"}
    Due.objects.update(state=state, **past)
    with pytest.raises(ActionRefusedError, match="no longer to be done"):
        press(due, somebody)
    assert (state_of(due)[0], events_of(due)) == (state, [])


@WORK
def test_missing_dates_cannot_be_worked_away(case: Case, somebody: User, press: Press) -> None:
    due = undated_schedule(case).dues.get()
    with pytest.raises(ActionRefusedError, match="ends when the schedule has dates"):
        press(due, somebody)
    assert (state_of(due)[0], events_of(due)) == (State.OPEN, [])


def test_what_is_superseded_says_why(due: Due, somebody: User) -> None:
    moment = timezone.now()
    supersede([due], somebody, "replaced", moment)
    assert state_of(due) == (State.SUPERSEDED, somebody, "replaced")
    assert due.events.values_list("kind", "reason", "at").get() == (
        "superseded",
        "replaced",
        moment,
    )


@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_events_can_only_be_added(due: Due, somebody: User, statement: str) -> None:
    press_done(due, somebody)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format(DueEvent._meta.db_table))


@pytest.mark.parametrize(
    "table", ["due", "schedule", "careteam", "delivery"], ids=lambda name: f"no {name} is deleted"
)
def test_nothing_of_follow_up_is_ever_deleted(case: Case, table: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM surveillance_{table}")


def due_date_of(due: Due) -> datetime.date | None:
    due.refresh_from_db()
    return due.due_date
