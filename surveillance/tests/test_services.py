"""Schedules: what accepting makes, what the record keeps, ending, taking back, extending."""

import datetime
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Role, User
from cases.document import load_document
from cases.models import Case, History
from cases.models.case import RecordStatus, SurveillanceState
from scoring.services import current_cards
from surveillance.actions import ActionRefusedError, complete
from surveillance.models import CareTeam, Delivery, Due, DueEvent, Schedule
from surveillance.models.due import Origin, State, What
from surveillance.models.schedule import Anchor, EndKind
from surveillance.planning import add_months
from surveillance.services import (
    Anchored,
    OpenFinding,
    end_schedule,
    require,
)
from surveillance.tests.schedules import (
    DAY,
    accepted,
    at_once,
    dates_of,
    due_of,
    mail_about,
    member,
    operated_months_ago,
    planned_months_ago,
    today,
    undated_schedule,
)
from surveillance.visits import extend_schedules

pytestmark = pytest.mark.django_db
OF_HIGH_GRADE = [*range(3, 37, 3), *range(42, 61, 6), *range(72, 241, 12)]


def plan(anchor: datetime.date, months: list[int]) -> dict[str, datetime.date]:
    return {f"m{month:03}": add_months(anchor, month) for month in months}


def state_of(case: Case) -> tuple[str, str | None, User | None]:
    case.refresh_from_db()
    return case.surveillance_state, case.surveillance_reason, case.surveillance_by


def last_history(case: Case) -> tuple[int | None, str | None, Any]:
    line = History.objects.filter(case_id=case.pk, table_name="cases_case").latest("id")
    return line.actor, line.reason or None, line.after.get("surveillance_state")


def end(schedule: Schedule, by: User, reason: str = "moved abroad") -> None:
    end_schedule(schedule=schedule, by=by, kind=EndKind.ELSEWHERE, reason=reason)


class TestThePapersPatient:
    def test_an_estimate_gives_month_nine_and_all_later_ones(self, paper_patient: Case) -> None:
        schedule = planned_months_ago(paper_patient, 8, elapsed_months=8)
        anchor = add_months(today(paper_patient), -8)
        months = [month for month in OF_HIGH_GRADE if 9 <= month <= 120 + 8]
        assert dates_of(schedule) == plan(anchor, months)
        assert (schedule.first_month, schedule.is_estimated) == (9, True)

    def test_the_estimate_never_enters_the_record(self, paper_patient: Case) -> None:
        before = repr(load_document(paper_patient.pk))
        planned_months_ago(paper_patient, 8, elapsed_months=8)
        assert repr(load_document(paper_patient.pk)) == before

    def test_without_dates_one_item_says_so(self, paper_patient: Case) -> None:
        schedule = undated_schedule(paper_patient)
        due = schedule.dues.get()
        assert (due.what, due.due_date, due.state) == (
            What.NO_DATES,
            today(paper_patient),
            State.OPEN,
        )

    @pytest.mark.parametrize(("precision", "is_estimated"), [("day", False), ("month", True)])
    def test_a_recorded_date_is_as_exact_as_it_is(
        self, paper_patient: Case, precision: str, is_estimated: bool
    ) -> None:
        day = add_months(today(paper_patient), -8).replace(day=1)
        schedule = accepted(
            paper_patient, Anchored(Anchor.SURGERY, day, precision), elapsed_months=8
        )
        assert due_of(schedule, 9).due_date == add_months(day, 9)
        assert schedule.is_estimated == is_estimated

    @pytest.mark.django_db(transaction=True)
    def test_the_stored_cards_stay_current(self, paper_patient: Case) -> None:
        planned_months_ago(paper_patient, 8, elapsed_months=8)
        paper_patient.refresh_from_db()
        assert current_cards(paper_patient)[1] is True


class TestAccept:
    def test_of_missed_visits_only_the_latest_is_asked_for(self, case: Case) -> None:
        schedule = operated_months_ago(case, 14, elapsed_months=4)
        assert schedule.anchor_date
        assert list(dates_of(schedule).items())[:2] == list(
            plan(schedule.anchor_date, [12, 15]).items()
        )

    def test_the_last_visit_is_within_ten_years(self, case: Case) -> None:
        days = dates_of(operated_months_ago(case, 0)).values()
        assert max(days) == add_months(today(case), 120)

    def test_a_visit_has_the_window_of_its_protocol(self, case: Case) -> None:
        due = due_of(operated_months_ago(case, 1), 3)
        assert (due.window_before_days, due.window_after_days) == (14, 28)
        assert due.latest_in_time == due.due_date + 28 * DAY

    def test_the_case_is_under_surveillance_and_history_says_by_whom(self, case: Case) -> None:
        by = operated_months_ago(case, 1).accepted_by
        assert state_of(case) == (SurveillanceState.PLANNED, None, by)
        assert last_history(case) == (by.pk, None, "planned")

    def test_it_names_who_is_reminded(self, case: Case) -> None:
        deputy = member(case, Role.CLINICIAN)
        schedule = operated_months_ago(case, 1, deputy=deputy)
        team = CareTeam.objects.get(case=case)
        assert (team.responsible, team.deputy, team.changed_by) == (
            schedule.accepted_by,
            deputy,
            schedule.accepted_by,
        )

    @pytest.mark.parametrize("status", [RecordStatus.CLOSED, RecordStatus.ENTERED_IN_ERROR])
    def test_a_record_that_is_not_open_is_refused(self, case: Case, status: str) -> None:
        Case.objects.update(record_status=status, record_status_reason="twice")
        with pytest.raises(ActionRefusedError, match="The record is closed"):
            operated_months_ago(case, 1)
        assert (Schedule.objects.count(), Due.objects.count(), CareTeam.objects.count()) == (
            0,
            0,
            0,
        )

    def test_an_equivocal_finding_is_asked_for_by_its_day(self, case: Case) -> None:
        row, by_date = uuid.uuid4(), today(case) + 28 * DAY
        findings = (OpenFinding(row, "Equivocal CT of the thorax", by_date),)
        operated_months_ago(case, 1, findings=findings)
        due = Due.objects.get(origin=Origin.FINDING)
        assert (due.what, due.text, due.due_date, due.origin_uid, due.schedule) == (
            What.RESOLVE_FINDING,
            "Equivocal CT of the thorax",
            by_date,
            row,
            None,
        )

    def test_the_same_decision_again_is_the_same_schedule(self, case: Case) -> None:
        first, second = (planned_months_ago(case, 8) for _ in range(2))
        assert (second, Schedule.objects.count()) == (first, 1)
        assert set(first.dues.values_list("state", flat=True)) == {State.OPEN}

    def test_the_same_decision_with_other_people_changes_the_people(self, case: Case) -> None:
        first = planned_months_ago(case, 8)
        lead = member(case, Role.LEAD)
        second = planned_months_ago(case, 8, responsible=lead)
        assert (second, CareTeam.objects.get().responsible) == (first, lead)


class TestAcceptAnew:
    def test_dates_end_the_item_that_said_there_were_none(self, case: Case) -> None:
        undated = undated_schedule(case)
        planned_months_ago(case, 8)
        undated.refresh_from_db()
        assert (undated.end_kind, undated.dues.get().state) == ("superseded", State.SUPERSEDED)

    def test_what_was_done_stays_done(self, case: Case) -> None:
        before = operated_months_ago(case, 1)
        done = due_of(before, 3)
        by = before.accepted_by
        before.dues.filter(pk=done.pk).update(state="done", state_by=by, state_at=timezone.now())
        operated_months_ago(case, 2)
        done.refresh_from_db()
        assert done.state == State.DONE
        states = before.dues.exclude(pk=done.pk).values_list("state", flat=True)
        assert set(states) == {State.SUPERSEDED}

    def test_unsent_mails_are_cancelled_and_sent_ones_kept(self, case: Case) -> None:
        due = due_of(operated_months_ago(case, 1), 3)
        sent = mail_about(due)
        unsent = mail_about(due, state="to_do", ended_at=None, sent_by=None)
        operated_months_ago(case, 2)
        assert dict(Delivery.objects.values_list("pk", "state")) == {
            sent.pk: "sent",
            unsent.pk: "cancelled",
        }


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_presses_start_one_schedule(self, case: Case) -> None:
        member(case)
        first, second = at_once(*[lambda: planned_months_ago(case, 8)] * 2)
        assert (first, Schedule.objects.count()) == (second, 1)

    def test_two_decisions_leave_one_running(self, case: Case) -> None:
        member(case)
        works = (lambda: undated_schedule(case)), (lambda: planned_months_ago(case, 8))
        assert sorted(made.pk for made in at_once(*works)) == sorted(
            Schedule.objects.values_list("pk", flat=True)
        )
        assert Schedule.objects.running().count() == 1
        assert list(Schedule.objects.exclude(end_kind=None).values_list("end_kind", flat=True)) == [
            "superseded"
        ]

    def test_two_ends_are_one(self, case: Case) -> None:
        schedule = operated_months_ago(case, 1)
        answers = at_once(*[lambda: end(schedule, schedule.accepted_by)] * 2)
        assert [type(answer) for answer in sorted(answers, key=str)] == [
            type(None),
            ActionRefusedError,
        ]


def test_the_database_itself_allows_one_running_schedule(case: Case) -> None:
    schedule = operated_months_ago(case, 1)
    schedule.pk, schedule.uid = None, uuid.uuid4()
    with pytest.raises(IntegrityError, match="one_running_schedule"), transaction.atomic():
        schedule.save(force_insert=True)


class TestRequire:
    def ask(self, case: Case, uid: uuid.UUID, **more: Any) -> Due:
        fields = {
            "what": What.RESOLVE_FINDING,
            "origin": Origin.FINDING,
            "origin_uid": uid,
            "due_date": today(case),
            "by": member(case),
        }
        return require(case=case, **fields | more)

    def test_twice_is_once(self, case: Case) -> None:
        uid = uuid.uuid4()
        first = self.ask(case, uid)
        assert (self.ask(case, uid, due_date=None), Due.objects.count()) == (first, 1)
        assert DueEvent.objects.values_list("kind", "by", "date_after").get() == (
            "created",
            member(case).pk,
            today(case),
        )

    def test_what_was_done_is_asked_for_again_by_its_new_day(self, case: Case) -> None:
        uid, later = uuid.uuid4(), today(case) + 9 * DAY
        done = self.ask(case, uid)
        complete(due=done, by=member(case))
        again = self.ask(case, uid, due_date=later)
        assert (again.pk, again.state, again.due_date) == (done.pk, State.OPEN, later)
        kinds = list(again.events.order_by("id").values_list("kind", flat=True))
        assert kinds == ["created", "done", "reopened", "moved"]

    def test_another_step_is_another_item(self, case: Case) -> None:
        uid = uuid.uuid4()
        assert self.ask(case, uid, step="a") != self.ask(case, uid, step="b")

    @pytest.mark.django_db(transaction=True)
    def test_twice_at_once_is_once(self, case: Case) -> None:
        uid, _person = uuid.uuid4(), member(case)
        first, second = at_once(*[lambda: self.ask(case, uid)] * 2)
        assert (first, Due.objects.count(), DueEvent.objects.count()) == (second, 1, 1)


class TestExtend:
    @pytest.mark.django_db(transaction=True)
    def test_it_waits_for_a_save_of_the_case_and_not_the_other_way_round(self, case: Case) -> None:
        """Case, then schedule: in the other order the two would stand in each other's way."""
        schedule = operated_months_ago(case, 0)
        later = timezone.now() + datetime.timedelta(days=400)
        done: list[int] = []
        extending = threading.Thread(target=lambda: done.append(extend_schedules(later)))
        with transaction.atomic():
            Case.objects.select_for_update().get(pk=case.pk)
            extending.start()
            extending.join(1)
            assert done == []
            Schedule.objects.select_for_update(nowait=True).get(pk=schedule.pk)
        extending.join(10)
        assert done == [1]

    @pytest.fixture
    def in_year(self, case: Case) -> Callable[[int], datetime.datetime]:
        now = timezone.now()
        return lambda years: now + (add_months(now.date(), 12 * years) - now.date())

    def test_today_there_is_nothing_to_add(self, case: Case) -> None:
        operated_months_ago(case, 0)
        assert extend_schedules(timezone.now()) == 0

    @pytest.mark.parametrize("years", [1, 4, 10])
    def test_the_horizon_moves_with_the_day(
        self, case: Case, in_year: Callable[[int], datetime.datetime], years: int
    ) -> None:
        schedule = operated_months_ago(case, 0)
        anchor, before = schedule.anchor_date, dates_of(schedule)
        assert anchor
        assert extend_schedules(in_year(years)) == years
        months = [month for month in OF_HIGH_GRADE if month <= 120 + 12 * years]
        assert dates_of(schedule) == plan(anchor, months)
        assert before == {step: dates_of(schedule)[step] for step in before}

    def test_any_number_of_runs_gives_the_same_rows(
        self, case: Case, in_year: Callable[[int], datetime.datetime]
    ) -> None:
        operated_months_ago(case, 0)
        assert [extend_schedules(in_year(4)) for _ in range(3)] == [4, 0, 0]

    def test_what_was_done_or_moved_is_not_made_again(
        self, case: Case, in_year: Callable[[int], datetime.datetime]
    ) -> None:
        schedule = operated_months_ago(case, 0)
        schedule.dues.update(due_date=F("due_date") + DAY)
        before = dates_of(schedule)
        extend_schedules(in_year(4))
        assert before == {step: dates_of(schedule)[step] for step in before}

    def test_ended_and_undated_ones_are_left(
        self, case: Case, in_year: Callable[[int], datetime.datetime]
    ) -> None:
        schedule = operated_months_ago(case, 0)
        end(schedule, schedule.accepted_by)
        undated_schedule(case)
        assert extend_schedules(in_year(4)) == 0

    def test_several_are_extended_in_one_run(
        self, case: Case, paper_patient: Case, in_year: Callable[[int], datetime.datetime]
    ) -> None:
        for each in (case, paper_patient):
            operated_months_ago(each, 0)
        assert extend_schedules(in_year(2)) == 4
