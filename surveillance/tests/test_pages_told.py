"""Ends, histories and moved dates as the pages tell them, by the clock of the centre."""

import datetime
from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.memberships import Memberships
from accounts.models import Centre, Role, User
from cases.document import load_document
from cases.models import Case
from surveillance.actions import acknowledge, complete, move
from surveillance.models import Due
from surveillance.models.due import State
from surveillance.models.schedule import Anchor
from surveillance.pages import (
    DueLine,
    due_lines,
    event_lines,
    mail_lines,
)
from surveillance.planning import add_months
from surveillance.schedule_page import schedule_page
from surveillance.services import Anchored, EndKind, end_schedule
from surveillance.tests.schedules import (
    DATE,
    DAY,
    NOON,
    accepted,
    clock_at,
    due_of,
    item,
    mail_about,
    member,
    operated_months_ago,
    shown,
    today,
    undated_schedule,
)

pytestmark = pytest.mark.django_db
People = Callable[..., User]


class TestMovedByAPerson:
    """A day that somebody chose is that day, whatever the schedule counts from."""

    def test_of_a_month_it_is_shown_as_a_day(self, case: Case, viewer: Memberships) -> None:
        first = today(case).replace(day=1)
        schedule = accepted(case, Anchored(Anchor.SURGERY, first, "month"))
        due, day = due_of(schedule, 3), add_months(first, 3).replace(day=17)
        assert (self.line(viewer, due).date, self.line(viewer, due).is_estimated) == (
            f"{day:%B %Y}",
            True,
        )
        move(due=due, by=member(case), to=day, reason="a holiday")
        assert (self.line(viewer, due).date, self.line(viewer, due).is_estimated) == (
            f"17 {day:%b %Y}",
            False,
        )

    def test_its_history_names_two_days(self, case: Case) -> None:
        first = today(case).replace(day=1)
        schedule = accepted(case, Anchored(Anchor.SURGERY, first, "month"))
        due, day = due_of(schedule, 3), add_months(first, 3).replace(day=17)
        move(due=due, by=member(case), to=day, reason="a holiday")
        assert [line.words for line in event_lines(due)] == [
            f"moved from 1 {day:%b %Y} to 17 {day:%b %Y} by the follow_up"
        ]

    def line(self, viewer: Memberships, due: Due) -> DueLine:
        return due_lines(Due.objects.filter(pk=due.pk), viewer, timezone.now(), 1)[0]


class TestEnded:
    @pytest.fixture
    def moment(self, case: Case) -> datetime.datetime:
        """Half past eleven at night in UTC, when the next day has begun in Paris."""
        schedule, moment = operated_months_ago(case, 1), NOON.replace(hour=23, minute=30)
        with clock_at(moment):
            end_schedule(
                schedule=schedule, by=schedule.accepted_by, kind=EndKind.WITHDRAWN, reason="tired"
            )
        return moment

    def seen(self, user: User, now: datetime.datetime) -> list[tuple[str, str, str]]:
        ended = shown(Memberships.of(user), "", now).ended
        return [(line.patient, line.words, line.reason) for line in ended]

    @pytest.mark.parametrize("role", [Role.LEAD, Role.FOLLOW_UP])
    def test_it_is_shown_for_thirty_days_to_those_who_may_take_it_back(
        self, person: People, moment: datetime.datetime, role: Role
    ) -> None:
        told = "ended on 2 May 2030 by the follow_up: the patient does not want it"
        user = person(role)
        assert self.seen(user, moment + 30 * DAY) == [("IVC-0001", told, "tired")]
        assert self.seen(user, moment + 30 * DAY + datetime.timedelta(seconds=1)) == []

    def test_others_are_not_offered_it(
        self, clinician: User, moment: datetime.datetime, person: People
    ) -> None:
        elsewhere = person(Role.LEAD, at=Centre.objects.create(name="Elsewhere"))
        assert (self.seen(clinician, moment), self.seen(elsewhere, moment)) == ([], [])

    def test_nor_is_anybody_while_another_runs(
        self, case: Case, person: People, moment: datetime.datetime
    ) -> None:
        lead = person(Role.LEAD)
        undated_schedule(case)
        assert self.seen(lead, moment) == []

    def test_the_schedule_s_page_says_the_same_day(
        self, case: Case, person: People, moment: datetime.datetime
    ) -> None:
        viewer = Memberships.of(person(Role.LEAD))
        page = schedule_page(case, load_document(case.pk), viewer, moment)
        assert page.ended_words == (
            "Ended on 2 May 2030 by the follow_up: the patient does not want it. tired"
        )


class TestHistory:
    def test_the_latest_first_in_the_time_of_the_centre(self, case: Case) -> None:
        due, by = item(case, DATE + DAY), member(case)
        with clock_at(NOON):
            acknowledge(due=due, by=by)
        with clock_at(NOON.replace(hour=23)):
            complete(due=due, by=by, note="no recurrence")
        lines = [(line.at, line.words, line.reason) for line in event_lines(due)]
        assert lines == [
            ("2 May 2030, 01:00", "done by the follow_up", "no recurrence"),
            ("1 May 2030, 14:00", "acknowledged by the follow_up", ""),
        ]

    def test_what_the_program_did_is_said_to_be_its_doing(self, case: Case) -> None:
        due = item(case, DATE)
        due.events.create(kind="superseded", at=NOON, state_after=State.SUPERSEDED)
        assert [line.words for line in event_lines(due)] == ["superseded by the program"]

    def test_mails_say_when_to_whom_and_what_became_of_them(self, case: Case) -> None:
        due = item(case, DATE)
        mail_about(due, ended_at=NOON)
        mail_about(due, planned_at=NOON + DAY, state="to_do", ended_at=None, sent_by=None)
        assert [(line.at, line.recipient, line.words) for line in mail_lines(due)] == [
            ("2 May 2030, 14:00", "the follow_up", "to be sent"),
            ("1 May 2030, 14:00", "the follow_up", "sent"),
        ]
