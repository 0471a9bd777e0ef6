"""Ending a schedule, and taking the end back."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Role, User
from cases.models import Case, History
from cases.models.case import SurveillanceState
from scoring.services import current_cards
from surveillance.actions import ActionRefusedError
from surveillance.models import Due, Schedule
from surveillance.models.due import State
from surveillance.models.schedule import EndKind
from surveillance.services import (
    end_schedule,
    is_reversible,
    resume_schedule,
)
from surveillance.tests.schedules import (
    DAY,
    clock_at,
    dates_of,
    member,
    operated_months_ago,
    planned_months_ago,
    undated_schedule,
)

pytestmark = pytest.mark.django_db


def state_of(case: Case) -> tuple[str, str | None, User | None]:
    case.refresh_from_db()
    return case.surveillance_state, case.surveillance_reason, case.surveillance_by


def last_history(case: Case) -> tuple[int | None, str | None, Any]:
    line = History.objects.filter(case_id=case.pk, table_name="cases_case").latest("id")
    return line.actor, line.reason or None, line.after.get("surveillance_state")


def end(schedule: Schedule, by: User, reason: str = "moved abroad") -> None:
    end_schedule(schedule=schedule, by=by, kind=EndKind.ELSEWHERE, reason=reason)


class TestEnd:
    def test_it_says_who_when_and_why(self, case: Case) -> None:
        schedule, lead = operated_months_ago(case, 1), member(case, Role.LEAD)
        moment = timezone.now()
        with clock_at(moment):
            end(schedule, lead)
        schedule.refresh_from_db()
        assert (schedule.ended_at, schedule.ended_by) == (moment, lead)
        assert (schedule.end_kind, schedule.end_reason) == ("elsewhere", "moved abroad")

    def test_so_do_the_case_and_its_history(self, case: Case) -> None:
        schedule, lead = operated_months_ago(case, 1), member(case, Role.LEAD)
        end(schedule, lead)
        assert state_of(case) == (SurveillanceState.ENDED, "moved abroad", lead)
        assert last_history(case) == (lead.pk, "moved abroad", "ended")

    def test_its_items_are_hidden_and_keep_their_state(self, case: Case) -> None:
        schedule = operated_months_ago(case, 1)
        count = schedule.dues.count()
        end(schedule, schedule.accepted_by)
        assert Due.objects.pending().count() == 0
        assert Due.objects.filter(state=State.OPEN).count() == count

    def test_a_second_end_is_refused_and_changes_nothing(self, case: Case) -> None:
        schedule = operated_months_ago(case, 1)
        end(schedule, schedule.accepted_by)
        with pytest.raises(ActionRefusedError, match="ended already"):
            end(schedule, member(case, Role.LEAD), "another reason")
        schedule.refresh_from_db()
        assert (schedule.ended_by, schedule.end_reason) == (schedule.accepted_by, "moved abroad")

    @pytest.mark.django_db(transaction=True)
    def test_the_stored_cards_stay_current(self, paper_patient: Case) -> None:
        schedule = planned_months_ago(paper_patient, 8)
        end(schedule, schedule.accepted_by)
        paper_patient.refresh_from_db()
        assert current_cards(paper_patient)[1] is True


class TestResume:
    @pytest.fixture
    def ended(self, case: Case) -> Schedule:
        schedule = operated_months_ago(case, 1)
        end(schedule, schedule.accepted_by)
        schedule.refresh_from_db()
        return schedule

    def resume_after(self, ended: Schedule, time: datetime.timedelta) -> None:
        assert ended.ended_at
        with clock_at(ended.ended_at + time):
            resume_schedule(schedule=ended, by=member(ended.case, Role.LEAD))
        ended.refresh_from_db()

    def test_all_is_as_it_was(self, ended: Schedule) -> None:
        dates = dates_of(ended)
        self.resume_after(ended, DAY)
        assert (ended.is_running, ended.ended_by, ended.end_kind, ended.end_reason) == (
            True,
            None,
            None,
            None,
        )
        assert dates_of(ended) == dates
        assert Due.objects.pending().count() == len(dates)
        lead = member(ended.case, Role.LEAD)
        assert state_of(ended.case) == (SurveillanceState.PLANNED, None, lead)
        assert last_history(ended.case) == (lead.pk, None, "planned")

    def test_on_the_thirtieth_day_and_not_after_it(self, ended: Schedule) -> None:
        late = 30 * DAY + datetime.timedelta(microseconds=1)
        with pytest.raises(ActionRefusedError, match="last 30 days"):
            self.resume_after(ended, late)
        assert not is_reversible(ended, ended.ended_at + late)
        self.resume_after(ended, 30 * DAY)
        assert ended.is_running

    def test_not_while_another_runs(self, ended: Schedule) -> None:
        operated_months_ago(ended.case, 2)
        with pytest.raises(ActionRefusedError, match="Another schedule runs"):
            self.resume_after(ended, DAY)
        assert ended.is_running is False

    def test_not_of_a_record_that_was_closed(self, ended: Schedule) -> None:
        Case.objects.update(record_status="closed", record_status_reason="moved")
        with pytest.raises(ActionRefusedError, match="The record is closed"):
            self.resume_after(ended, DAY)

    def test_not_of_one_that_another_replaced(self, case: Case) -> None:
        replaced = undated_schedule(case)
        end(operated_months_ago(case, 1), member(case))
        with pytest.raises(ActionRefusedError, match="last 30 days"):
            resume_schedule(schedule=replaced, by=member(case))

    def test_a_second_press_changes_nothing(self, ended: Schedule) -> None:
        resume_schedule(schedule=ended, by=member(ended.case))
        lines = History.objects.count()
        resume_schedule(schedule=ended, by=member(ended.case, Role.LEAD))
        assert (Schedule.objects.get().is_running, History.objects.count()) == (True, lines)
