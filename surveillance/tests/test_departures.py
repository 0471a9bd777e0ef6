"""Closing an account never leaves a patient without anybody who is reminded."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Role, User
from cases.models import Case
from surveillance.departures import only_recipient_of
from surveillance.models import CareTeam
from surveillance.services import set_care_team
from surveillance.teams import chain
from surveillance.tests.schedules import operated_months_ago

pytestmark = pytest.mark.django_db
People = Callable[..., User]


@pytest.fixture
def nurse(person: People) -> User:
    return person(Role.FOLLOW_UP, email="nurse@test.example")


@pytest.fixture
def planned(case: Case, nurse: User) -> Case:
    """Under surveillance; the nurse alone is reminded."""
    operated_months_ago(case, 2, responsible=nurse)
    return case


def close(email: str, *words: str, capsys: pytest.CaptureFixture[str]) -> str:
    call_command("deactivate", email, *words)
    return capsys.readouterr().out.strip()


def test_the_only_recipient_needs_a_successor(planned: Case, nurse: User) -> None:
    sentence = f"Nobody else would be reminded of {planned.pseudonym}: name somebody who follows"
    with pytest.raises(CommandError, match=sentence):
        call_command("deactivate", nurse.email)
    nurse.refresh_from_db()
    assert (nurse.is_active, chain(planned)) == (True, [nurse])


def test_the_successor_is_reminded_from_then_on(
    planned: Case, nurse: User, clinician: User, capsys: pytest.CaptureFixture[str]
) -> None:
    said = close("NURSE@test.example", "--successor", clinician.email, capsys=capsys)
    assert said == "nurse@test.example is closed. Cases handed over: 1."
    nurse.refresh_from_db()
    assert (nurse.is_active, chain(planned)) == (False, [clinician])


def test_beside_a_lead_nobody_has_to_follow(
    planned: Case, nurse: User, person: People, capsys: pytest.CaptureFixture[str]
) -> None:
    lead = person(Role.LEAD)
    said = close(nurse.email, capsys=capsys)
    assert said == "nurse@test.example is closed. Cases handed over: 0."
    assert chain(planned) == [lead]


def test_the_last_lead_is_the_only_recipient_of_a_case_without_a_team(
    planned: Case, nurse: User, person: People
) -> None:
    lead = person(Role.LEAD)
    User.objects.filter(pk=nurse.pk).update(is_active=False)
    assert (only_recipient_of(lead), only_recipient_of(nurse)) == ([planned], [])


def test_who_works_elsewhere_cannot_follow(planned: Case, nurse: User, stranger: User) -> None:
    with pytest.raises(CommandError, match="does not work on follow-up at the centre of IVC-0001"):
        call_command("deactivate", nurse.email, "--successor", stranger.email)
    assert chain(planned) == [nurse]


def test_a_deputy_who_leaves_is_followed_as_deputy(
    planned: Case, nurse: User, clinician: User, person: People
) -> None:
    deputy = person(Role.FOLLOW_UP)
    set_care_team(planned, nurse, nurse, deputy, timezone.now())
    call_command("deactivate", deputy.email, "--successor", clinician.email)
    team = CareTeam.objects.get(case=planned)
    assert (team.responsible, team.deputy) == (nurse, clinician)


@pytest.mark.parametrize("words", [["nobody@test.example"], ["nurse@test.example", "--successor"]])
def test_a_person_who_is_not_there(nurse: User, words: list[str]) -> None:
    more = ["nobody@test.example"] if words[-1] == "--successor" else []
    with pytest.raises(CommandError, match=r"There is no active account nobody@test\.example"):
        call_command("deactivate", *words, *more)


def test_nobody_follows_themselves(nurse: User) -> None:
    with pytest.raises(CommandError, match="The successor is somebody else"):
        call_command("deactivate", nurse.email, "--successor", nurse.email)
