"""Whether the patient lives, as the follow-up visits tell it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from cases.document import load_document
from cases.models import Case, FollowUp, Labs
from cases.models.case import RecordStatus, SurveillanceState
from cases.order import find_contradictions
from cases.tests.pages import save
from cases.vital import describe_end, update_vital_state


def vital(case: Case) -> tuple[str | None, str | None]:
    case.refresh_from_db()
    return case.vital_state, case.vital_state_date


def visit(case: Case, **fields: Any) -> FollowUp:
    made = FollowUp.objects.create(case=case, **fields)
    update_vital_state([case.pk])
    return made


@pytest.mark.django_db(transaction=True)
def test_a_save_tells_of_a_death(signed_in: Any, clinician: User, case: Case) -> None:
    client = signed_in(clinician)
    before = case.version
    told = {"vital_status": "dead_of_disease", "date": "2026-03-20", "death_date": "2026-03-05"}
    save(client, case, "follow_up", **told)
    assert vital(case) == ("dead", "2026-03-05")
    assert case.version == before + 1


def test_a_death_that_is_taken_back_counts_no_longer(case: Case) -> None:
    told = visit(case, vital_status="dead_unknown", date="2026")
    assert vital(case) == ("dead", None)
    told.entered_in_error = "another patient"
    told.save()
    update_vital_state([case.pk])
    assert vital(case) == (None, None)


def test_a_death_on_which_sources_disagree_is_not_taken_for_one(case: Case) -> None:
    letter = {"vital_status": {"alternatives": [{"value": "alive_ned", "source": "a letter"}]}}
    visit(case, vital_status="alive_ned", date="2025-01")
    disputed = visit(case, vital_status="dead_other", date="2026-01", position=1, meta=letter)
    assert vital(case) == ("alive", "2025-01")
    letter["vital_status"]["alternatives"][0]["value"] = "dead_of_disease"
    disputed.meta = letter
    disputed.save()
    update_vital_state([case.pk])
    assert vital(case) == ("dead", None)


def test_a_death_decides_over_a_later_visit(case: Case) -> None:
    visit(case, vital_status="dead_other", date="2025-01")
    visit(case, vital_status="alive_ned", date="2026-01", position=1)
    assert vital(case) == ("dead", None)


def test_the_visit_that_dates_the_death_decides_over_one_that_does_not(case: Case) -> None:
    visit(case, vital_status="dead_other", date="2025-02", death_date="2025-01-05")
    visit(case, vital_status="dead_unknown", date="2026-01", position=1)
    assert vital(case) == ("dead", "2025-01-05")


@pytest.mark.parametrize(
    ("dates", "since", "told"),
    [
        (("2025", "2025-03-05"), "2025-03-05", "dead, 5 Mar 2025"),
        (("2025-03-05", "2025-03"), "2025-03-05", "dead, 5 Mar 2025"),
        (("2025-03", "2025-04"), None, "dead, sources disagree on the date"),
        (("2025-04", "2025-03"), None, "dead, sources disagree on the date"),
        (("2025", "2025-03", "2025-04"), None, "dead, sources disagree on the date"),
    ],
)
def test_the_date_is_what_all_visits_agree_on(
    case: Case, dates: tuple[str, ...], since: str | None, told: str
) -> None:
    for position, date in enumerate(dates):
        visit(case, vital_status="dead_other", death_date=date, position=position)
    assert vital(case) == ("dead", since)
    assert describe_end(case, load_document(case.pk)) == told


def test_the_death_that_is_told_is_the_one_that_others_dates_are_held_against(case: Case) -> None:
    for position, date in enumerate(("2025", "2025-03-05")):
        visit(case, vital_status="dead_other", death_date=date, position=position)
    Labs.objects.create(case=case, date="2025-06-01")
    found = find_contradictions(load_document(case.pk))
    assert [each.told[0] for each in found] == [
        "1 Jun 2025 lies after the death of the patient (5 Mar 2025)."
    ]
    assert vital(case) == ("dead", "2025-03-05")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ""),
        ({"vital_status": "alive_ned", "date": "2026-03"}, ""),
        ({"vital_status": "lost"}, "lost to follow-up"),
        ({"vital_status": "lost", "date": "2026-03"}, "lost to follow-up, Mar 2026"),
        (
            {"vital_status": "dead_other", "date": "2026-03-05", "death_date": "2026-03"},
            "dead, Mar 2026",
        ),
        (
            {"vital_status": "dead_other", "date": "2026-03-05"},
            "dead, date not stated, known at 5 Mar 2026",
        ),
        ({"vital_status": "dead_other"}, "dead, date not stated"),
        (
            {
                "vital_status": "dead_other",
                "death_date": "2026-03",
                "meta": {"death_date": {"alternatives": [{"value": "2025", "source": "letter"}]}},
            },
            "dead, sources disagree on the date",
        ),
    ],
)
def test_the_date_of_a_visit_is_never_told_as_that_of_a_death(
    case: Case, fields: dict[str, Any], told: str
) -> None:
    visit(case, **fields)
    case.refresh_from_db()
    assert describe_end(case, load_document(case.pk)) == told


def test_the_newest_visit_decides_among_the_living(case: Case) -> None:
    visit(case, vital_status="lost", date="2026-05", last_contact_date="2025-11", position=1)
    visit(case, vital_status="alive_ned", date="2024", position=2)
    visit(case, vital_status="alive_ned", position=3)
    assert vital(case) == ("lost", "2025-11")


def test_a_visit_without_a_word_on_it_tells_nothing(case: Case) -> None:
    visit(case, date="2026-05")
    assert vital(case) == (None, None)


def test_the_paper_s_patient_is_not_said_to_be_alive(paper_patient: Case) -> None:
    assert vital(paper_patient) == (None, None)


@pytest.mark.parametrize("status", ["closed", "entered_in_error"])
def test_a_record_under_surveillance_stays_open(case: Case, clinician: User, status: str) -> None:
    case.surveillance_state = SurveillanceState.PLANNED
    case.save()
    closing = Case.objects.filter(pk=case.pk)
    with pytest.raises(IntegrityError, match="planned_record_stays_open"), transaction.atomic():
        closing.update(record_status=status, record_status_reason="why")
    ended = {"surveillance_reason": "withdrawn", "surveillance_by": clinician}
    closing.update(surveillance_state=SurveillanceState.ENDED, **ended)
    assert closing.update(record_status=status, record_status_reason="why") == 1
    assert Case.objects.get().record_status == RecordStatus(status)
