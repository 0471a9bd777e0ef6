"""The schedule on the summary: dates as exact as they are known, or why there are none."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from board.schedule import MOST_DATES, ScheduleLine, schedule_lines
from cases.document import load_document
from cases.models import Case
from cases.models.case import VitalState
from surveillance.models import Due, Schedule
from surveillance.models.due import Origin, What
from surveillance.models.schedule import Anchor, EndKind
from surveillance.planning import months_between

NOW = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
TITLE = "Follow-up of intermediate and high-grade sarcoma (ESMO)"
NEXT = "Next: visit with CT of chest, abdomen and pelvis"


def accepted(case: Case, by: User, **more: Any) -> Schedule:
    values: dict[str, Any] = {
        "protocol": "ESMO_HIGH",
        "protocol_version": "1",
        "basis": "unknown_grade",
        "anchor_kind": Anchor.SURGERY,
        "anchor_date": datetime.date(2026, 1, 10),
        "first_month": 3,
        "accepted_by": by,
        "accepted_at": NOW,
    }
    return Schedule.objects.create(case=case, **values | more)


def visit(schedule: Schedule, day: datetime.date, what: str = What.VISIT) -> Due:
    """Of the month after the anchor in which the day lies."""
    anchor = schedule.anchor_date
    return Due.objects.create(
        case=schedule.case,
        what=what,
        due_date=day,
        origin=Origin.PLAN,
        origin_uid=schedule.uid,
        schedule=schedule,
        step=f"m{months_between(anchor, day):03}" if anchor else "no_dates",
        created_at=NOW,
    )


def lines(case: Case) -> tuple[ScheduleLine, ...]:
    return schedule_lines(case, load_document(case.pk), NOW)


def test_the_paper_s_patient_has_a_proposal_and_says_that_the_grade_is_unknown(
    paper_patient: Case,
) -> None:
    assert [line.text for line in lines(paper_patient)] == [
        "No schedule yet.",
        f"Proposed: {TITLE}",
        "The grade is not known: the intervals for high grade, to be on the safe side.",
        "Month 9 is next.",
    ]


def test_an_empty_case_says_what_is_missing_for_a_proposal(case: Case) -> None:
    assert [line.text for line in lines(case)] == [
        "No schedule yet.",
        "No schedule can be proposed yet: the histology is not recorded and the operation is not"
        " recorded",
    ]


def test_the_next_dates_are_shown_and_the_rest_is_said(case: Case, clinician: User) -> None:
    schedule = accepted(case, clinician)
    for month in range(6, 12):
        visit(schedule, datetime.date(2026, month, 10))
    found = lines(case)
    assert [line.text for line in found] == [
        TITLE,
        NEXT,
        *(f"10 {name} 2026" for name in ("Jun", "Jul", "Aug", "Sep")),
        "and later visits",
    ]
    assert len(found) == MOST_DATES + 3
    assert {line.note for line in found} == {""}


def test_an_overdue_date_needs_a_person(case: Case, clinician: User) -> None:
    visit(accepted(case, clinician), datetime.date(2026, 5, 3))
    assert lines(case)[2] == ScheduleLine("3 May 2026", "overdue", True)


def test_today_is_that_of_the_centre(case: Case, clinician: User) -> None:
    visit(accepted(case, clinician), datetime.date(2026, 5, 4))
    late = datetime.datetime(2026, 5, 4, 13, tzinfo=datetime.UTC)
    for zone, note in (("Europe/Paris", ""), ("Pacific/Auckland", "overdue")):
        with timezone.override(zone):
            assert schedule_lines(case, {}, late)[2].note == note


@pytest.mark.parametrize(
    ("anchor", "shown", "note"),
    [
        (
            {"anchor_kind": Anchor.PLANNING, "anchor_reason": "as the letter suggests"},
            "10 Jun 2026",
            "estimated",
        ),
        ({"anchor_precision": "month"}, "June 2026", "estimated"),
    ],
)
def test_an_estimated_date_says_so_and_is_no_more_exact_than_its_anchor(
    case: Case, clinician: User, anchor: dict[str, Any], shown: str, note: str
) -> None:
    visit(accepted(case, clinician, **anchor), datetime.date(2026, 6, 10))
    assert lines(case)[2] == ScheduleLine(shown, note)


@pytest.mark.parametrize(
    "anchor",
    [
        {"anchor_kind": Anchor.PLANNING, "anchor_reason": "as the letter suggests"},
        {"anchor_precision": "month"},
    ],
)
def test_a_day_that_a_person_chose_is_that_day_and_no_estimate(
    case: Case, clinician: User, anchor: dict[str, Any]
) -> None:
    visit(accepted(case, clinician, **anchor), datetime.date(2026, 6, 17))
    assert lines(case)[2] == ScheduleLine("17 Jun 2026")


def test_without_dates_nobody_will_be_reminded(case: Case, clinician: User) -> None:
    schedule = accepted(case, clinician, anchor_kind=Anchor.NONE, anchor_date=None)
    visit(schedule, datetime.date(2026, 5, 4), What.NO_DATES)
    assert lines(case) == (
        ScheduleLine(TITLE),
        ScheduleLine("no dates: nobody will be reminded", needs_person=True),
    )


def test_an_ended_schedule_says_when_and_why(case: Case, clinician: User) -> None:
    accepted(
        case,
        clinician,
        ended_at=NOW,
        ended_by=clinician,
        end_kind=EndKind.ELSEWHERE,
        end_reason="moved to another town",
    )
    assert lines(case) == (
        ScheduleLine("Ended on 4 May 2026: followed up elsewhere (moved to another town)"),
    )


def test_a_replaced_schedule_is_not_shown_beside_the_one_that_runs(
    case: Case, clinician: User
) -> None:
    ended = {"ended_at": NOW, "ended_by": clinician, "end_reason": "new operation"}
    accepted(case, clinician, end_kind=EndKind.SUPERSEDED, **ended)
    visit(accepted(case, clinician), datetime.date(2026, 6, 10))
    assert [line.text for line in lines(case)] == [TITLE, NEXT, "10 Jun 2026"]


def test_a_schedule_that_was_resumed_is_shown_before_one_accepted_and_ended_later(
    case: Case, clinician: User
) -> None:
    visit(accepted(case, clinician), datetime.date(2026, 6, 10))
    ended = {"ended_at": NOW, "ended_by": clinician, "end_reason": "of another patient"}
    accepted(case, clinician, accepted_at=NOW + HOUR, end_kind=EndKind.MISTAKE, **ended)
    assert [line.text for line in lines(case)] == [TITLE, NEXT, "10 Jun 2026"]


def test_of_several_that_ended_the_last_to_end_is_shown(case: Case, clinician: User) -> None:
    ended = {"ended_by": clinician, "end_kind": EndKind.OTHER}
    accepted(case, clinician, ended_at=NOW + HOUR, end_reason="the last", **ended)
    accepted(case, clinician, ended_at=NOW, end_reason="the first", **ended)
    assert [line.text for line in lines(case)] == ["Ended on 4 May 2026: other reason (the last)"]


def test_of_a_patient_who_has_died_no_visit_is_due(case: Case, clinician: User) -> None:
    visit(accepted(case, clinician), datetime.date(2026, 6, 10))
    Case.objects.filter(pk=case.pk).update(vital_state=VitalState.DEAD)
    assert [line.text for line in lines(case)] == [TITLE, "No visit is due."]
