"""The panel beside a case: the next date, or that nobody is reminded."""

from collections.abc import Callable

import pytest

from accounts.memberships import Memberships
from accounts.models import Role, User
from cases.models import Case
from surveillance.models import Due
from surveillance.models.schedule import Anchor
from surveillance.panels import NextDue, next_due, schedule
from surveillance.planning import add_months
from surveillance.services import Anchored, EndKind, end_schedule
from surveillance.tests.schedules import (
    DAY,
    accepted,
    due_of,
    item,
    operated_months_ago,
    record_death,
    today,
    undated_schedule,
)
from surveillance.wording import date_words

pytestmark = pytest.mark.django_db
MONTH_3 = "Month 3: visit with CT of chest, abdomen and pelvis"
PROPOSED = "Proposed: Follow-up of intermediate and high-grade sarcoma (ESMO)"
MISSING = "No dates: nobody will be reminded"


def test_the_papers_patient_is_proposed_month_nine(paper_patient: Case) -> None:
    assert next_due(paper_patient) == NextDue(PROPOSED, "Month 9 is next.")


def test_an_empty_record_says_what_is_missing(case: Case) -> None:
    assert next_due(case) == NextDue(
        "No schedule can be proposed yet: the histology is not recorded"
        " and the operation is not recorded",
        "",
    )


@pytest.mark.parametrize(
    ("days", "words"),
    [(-2, "2 days late"), (-1, "1 day late"), (0, "today"), (1, "in 1 day"), (7, "in 7 days")],
)
def test_the_next_visit_and_how_far_it_is(case: Case, days: int, words: str) -> None:
    plan = operated_months_ago(case, 1)
    day = today(case) + days * DAY
    Due.objects.filter(pk=due_of(plan, 3).pk).update(due_date=day)
    assert next_due(case) == NextDue(MONTH_3, f"{date_words(day, plan)} · {words}")


def test_of_a_month_no_day_is_said(case: Case) -> None:
    first = today(case).replace(day=1)
    accepted(case, Anchored(Anchor.SURGERY, first, "month"))
    day = add_months(first, 3)
    assert next_due(case).detail.startswith(f"{day:%B %Y} · in ")


def test_without_dates_it_is_alarming(case: Case) -> None:
    undated_schedule(case)
    assert next_due(case) == NextDue(MISSING, "", is_alarming=True)


def test_an_earlier_item_does_not_hide_that_there_are_no_dates(case: Case) -> None:
    item(case, today(case) - DAY)
    undated_schedule(case)
    assert next_due(case) == NextDue(MISSING, "", is_alarming=True)


def test_an_ended_schedule_is_proposed_again(paper_patient: Case) -> None:
    plan = operated_months_ago(paper_patient, 8)
    end_schedule(schedule=plan, by=plan.accepted_by, kind=EndKind.OTHER, reason="why")
    assert next_due(paper_patient).headline == PROPOSED


def test_nothing_is_due_for_the_dead(case: Case) -> None:
    operated_months_ago(case, 1)
    record_death(case)
    assert next_due(case) == NextDue("Nothing is due", "")


@pytest.mark.parametrize("role", Role)
def test_it_is_empty_for_those_who_do_not_see_follow_up(
    case: Case, person: Callable[..., User], role: Role
) -> None:
    panel = schedule(case, Memberships.of(person(role)))
    sees = role in {Role.CLINICIAN, Role.PRESENTER, Role.FOLLOW_UP, Role.LEAD}
    assert (panel.template, panel.context["next"] is not None) == ("surveillance/panel.html", sees)
