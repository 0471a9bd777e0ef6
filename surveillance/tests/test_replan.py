"""The record is corrected: what is still to be done follows, what people did stays."""

import datetime
from collections.abc import Callable

import pytest

from accounts.models import User
from cases.changing import finish_change
from cases.document import load_document
from cases.models import Case, Surgery
from cases.rows import count_again, mark_in_error
from cases.sections import BY_SLUG
from surveillance.actions import acknowledge, complete, move
from surveillance.models import Delivery, Due, Schedule
from surveillance.models.due import State
from surveillance.models.schedule import Anchor
from surveillance.planning import add_months
from surveillance.proposals import propose
from surveillance.schedule_page import running_schedule
from surveillance.services import Anchored, EndKind, end_schedule
from surveillance.tests.schedules import (
    DAY,
    accepted,
    dates_of,
    due_of,
    mail_about,
    member,
    planned_months_ago,
    record_death,
    record_operation,
    take_back,
    today,
    undated_schedule,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def operated(paper_patient: Case) -> datetime.date:
    """The recorded day of the operation, eight months ago."""
    day = add_months(today(paper_patient), -8)
    record_operation(paper_patient, str(day))
    return day


@pytest.fixture
def schedule(paper_patient: Case, operated: datetime.date) -> Schedule:
    return accepted(paper_patient, Anchored(Anchor.SURGERY, operated), elapsed_months=8)


def remark(schedule: Schedule) -> str:
    schedule.refresh_from_db()
    return running_schedule(schedule, propose(load_document(schedule.case_id))).remark


class TestACorrectedDate:
    def test_moves_what_is_still_to_be_done(
        self, schedule: Schedule, operated: datetime.date
    ) -> None:
        steps = set(dates_of(schedule))
        record_operation(schedule.case, str(operated - DAY))
        schedule.refresh_from_db()
        assert schedule.anchor_date == operated - DAY
        assert {step: dates_of(schedule)[step] for step in steps} == {
            step: add_months(operated - DAY, int(step[1:])) for step in steps
        }

    def test_says_so_in_each_item(self, schedule: Schedule, operated: datetime.date) -> None:
        record_operation(schedule.case, str(operated - DAY))
        event = due_of(schedule, 9).events.get()
        assert (event.kind, event.by, event.reason) == (
            "moved",
            None,
            "the date of the operation was corrected",
        )
        assert (event.date_before, event.date_after) == (
            add_months(operated, 9),
            add_months(operated - DAY, 9),
        )

    def test_cancels_mails_that_were_not_sent(
        self, schedule: Schedule, operated: datetime.date
    ) -> None:
        due = due_of(schedule, 9)
        mail_about(due)
        mail_about(due, state="to_do", ended_at=None, sent_by=None)
        record_operation(schedule.case, str(operated - DAY))
        assert list(Delivery.objects.order_by("id").values_list("state", flat=True)) == [
            "sent",
            "cancelled",
        ]

    def test_leaves_what_was_done_and_what_a_person_moved(
        self, schedule: Schedule, operated: datetime.date
    ) -> None:
        by = schedule.accepted_by
        done, moved = due_of(schedule, 9), due_of(schedule, 12)
        complete(due=done, by=by)
        to = today(schedule.case) + 40 * DAY
        move(due=moved, by=by, to=to, reason="a holiday")
        record_operation(schedule.case, str(operated - DAY))
        assert (due_of(schedule, 9).due_date, due_of(schedule, 9).state) == (
            add_months(operated, 9),
            State.DONE,
        )
        assert due_of(schedule, 12).due_date == to
        assert due_of(schedule, 15).due_date == add_months(operated - DAY, 15)

    def test_asks_anew_for_what_was_acknowledged(
        self, schedule: Schedule, operated: datetime.date
    ) -> None:
        acknowledge(due=due_of(schedule, 9), by=schedule.accepted_by)
        record_operation(schedule.case, str(operated - DAY))
        assert due_of(schedule, 9).state == State.OPEN

    def test_leaves_a_moved_visit_that_counts_beyond_ten_years_by_now(
        self, paper_patient: Case, operated: datetime.date
    ) -> None:
        wrong = add_months(operated, -60)
        record_operation(paper_patient, str(wrong))
        last = accepted(paper_patient, Anchored(Anchor.SURGERY, wrong)).dues.latest("due_date")
        to = today(paper_patient) + DAY
        move(due=last, by=member(paper_patient), to=to, reason="a holiday")
        for day in (add_months(operated, -40), add_months(operated, -36)):
            record_operation(paper_patient, str(day))
        last.refresh_from_db()
        assert last.due_date == to

    def test_a_later_one_brings_back_the_earlier_visits(
        self, paper_patient: Case, operated: datetime.date
    ) -> None:
        """A year that was typed wrong must not leave the first years without a visit."""
        wrong = add_months(operated, -36)
        record_operation(paper_patient, str(wrong))
        schedule = accepted(paper_patient, Anchored(Anchor.SURGERY, wrong), elapsed_months=8)
        assert schedule.first_month == 42
        record_operation(paper_patient, str(operated))
        assert min(dates_of(schedule)) == "m009"
        assert dates_of(schedule)["m009"] == add_months(operated, 9)

    def test_the_same_date_moves_nothing(self, schedule: Schedule) -> None:
        before = list(Due.objects.values_list("pk", "due_date", "state_at"))
        finish_change(frozenset({schedule.case_id}), None)
        assert list(Due.objects.values_list("pk", "due_date", "state_at")) == before

    def test_a_month_that_becomes_a_day_is_estimated_no_longer(
        self, paper_patient: Case, operated: datetime.date
    ) -> None:
        month = operated.replace(day=1)
        record_operation(paper_patient, f"{month:%Y-%m}")
        schedule = accepted(paper_patient, Anchored(Anchor.SURGERY, month, "month"))
        assert schedule.is_estimated
        record_operation(paper_patient, str(operated))
        schedule.refresh_from_db()
        assert (schedule.is_estimated, schedule.anchor_date) == (False, operated)

    def test_an_ended_schedule_is_left(self, schedule: Schedule, operated: datetime.date) -> None:
        before = dates_of(schedule)
        end_schedule(schedule=schedule, by=schedule.accepted_by, kind=EndKind.OTHER, reason="why")
        record_operation(schedule.case, str(operated - DAY))
        assert dates_of(schedule) == before


class TestAnotherOperation:
    """It is no correction: whether months count from it is a person's decision."""

    def test_moves_nothing_and_remarks(self, schedule: Schedule) -> None:
        before = dates_of(schedule)
        second = today(schedule.case) - 30 * DAY
        Surgery.objects.create(case=schedule.case, operated="present", date=str(second), position=1)
        finish_change(frozenset({schedule.case_id}), None)
        assert dates_of(schedule) == before
        assert remark(schedule).startswith(
            "The record has another date of the operation than this schedule"
        )

    def test_a_date_by_which_done_visits_lie_ahead_is_not_followed(
        self, schedule: Schedule, operated: datetime.date
    ) -> None:
        complete(due=due_of(schedule, 9), by=schedule.accepted_by)
        before = dates_of(schedule)
        record_operation(schedule.case, str(add_months(operated, 6)))
        assert dates_of(schedule) == before
        assert remark(schedule) != ""


class TestARemovedDate:
    def test_leaves_all_and_remarks(self, schedule: Schedule) -> None:
        before = dates_of(schedule)
        assert remark(schedule) == ""
        record_operation(schedule.case, None)
        assert dates_of(schedule) == before
        assert remark(schedule) == (
            "The record no longer has the date of the operation that this schedule counts from."
        )

    def test_so_does_an_operation_that_was_entered_in_error(self, schedule: Schedule) -> None:
        before, by = dates_of(schedule), schedule.accepted_by
        row = Surgery.objects.get(case=schedule.case)
        version = Case.objects.get(pk=schedule.case_id).version
        section = BY_SLUG["surgery"]
        mark_in_error(row=row, section=section, reason="another patient", base=version, by=by)
        assert dates_of(schedule) == before
        assert remark(schedule) != ""
        version = Case.objects.get(pk=schedule.case_id).version
        count_again(row=row, base=version, by=by)
        assert (dates_of(schedule), remark(schedule)) == (before, "")


class TestAPlanningAnchor:
    def test_stays_when_the_record_has_a_date_by_now(
        self, paper_patient: Case, person: Callable[..., User]
    ) -> None:
        schedule = planned_months_ago(paper_patient, 8, elapsed_months=8)
        before = dates_of(schedule)
        record_operation(paper_patient, str(today(paper_patient) - 300 * DAY))
        assert dates_of(schedule) == before
        assert remark(schedule) == (
            "The record has a date of the operation by now: accept the schedule anew with it."
        )

    def test_nor_are_missing_dates_made_up(self, paper_patient: Case) -> None:
        schedule = undated_schedule(paper_patient)
        record_operation(paper_patient, str(today(paper_patient) - 300 * DAY))
        assert list(dates_of(schedule)) == ["no_dates"]


class TestADeath:
    def test_hides_what_is_due(self, schedule: Schedule) -> None:
        record_death(schedule.case)
        assert Due.objects.pending().count() == 0
        assert remark(schedule) == (
            "The record no longer fits this schedule."
            " No schedule of follow-up fits: the patient has died"
        )

    def test_that_is_taken_back_brings_it_back(self, schedule: Schedule) -> None:
        before = Due.objects.pending().count()
        take_back(record_death(schedule.case))
        assert (Due.objects.pending().count(), remark(schedule)) == (before, "")
