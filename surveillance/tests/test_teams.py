"""Who can be asked for, and in which order people are reminded."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import Centre, Membership, Role, User
from cases.models import Case
from surveillance.engine.planning import plan_deliveries
from surveillance.models import CareTeam, Delivery
from surveillance.services import set_care_team
from surveillance.teams import candidates, chain
from surveillance.tests.schedules import item, today

pytestmark = pytest.mark.django_db
People = Callable[..., User]


def team(case: Case, responsible: User, deputy: User | None = None) -> None:
    set_care_team(case, responsible, responsible, deputy, timezone.now())


class TestCandidates:
    def test_those_who_work_on_what_is_due(self, centre: Centre, person: People) -> None:
        made = [person(role) for role in Role]
        assert [user.name for user in candidates(centre)] == ["clinician", "follow_up", "lead"]
        assert len(made) == len(Role)

    def test_by_name_and_once_with_two_roles(self, centre: Centre, person: People) -> None:
        both = person(Role.FOLLOW_UP)
        Membership.objects.create(user=both, centre=centre, role=Role.LEAD)
        User.objects.filter(pk=both.pk).update(name="zoe")
        other = person(Role.LEAD)
        assert list(candidates(centre)) == [other, both]

    def test_nobody_of_another_centre_nor_who_is_gone(
        self, centre: Centre, person: People, stranger: User
    ) -> None:
        User.objects.filter(pk=person(Role.LEAD).pk).update(is_active=False)
        assert list(candidates(centre)) == []


class TestChain:
    def test_responsible_then_deputy_then_the_leads_by_age(
        self, case: Case, person: People
    ) -> None:
        leads = [person(Role.LEAD) for _ in range(2)]
        responsible, deputy = person(Role.FOLLOW_UP), person(Role.CLINICIAN)
        team(case, responsible, deputy)
        assert chain(case) == [responsible, deputy, *leads]

    def test_without_a_team_the_leads(self, case: Case, person: People) -> None:
        lead = person(Role.LEAD)
        assert chain(case) == [lead]

    def test_a_lead_who_is_responsible_comes_once(self, case: Case, person: People) -> None:
        first, second = person(Role.LEAD), person(Role.LEAD)
        team(case, second)
        assert chain(case) == [second, first]

    def test_whoever_left_is_passed_over(self, case: Case, person: People, centre: Centre) -> None:
        responsible, deputy, lead = (person(role) for role in ("follow_up", "clinician", "lead"))
        team(case, responsible, deputy)
        User.objects.filter(pk=responsible.pk).update(is_active=False)
        Membership.objects.filter(user=deputy).update(
            centre=Centre.objects.create(name="Elsewhere")
        )
        assert chain(case) == [lead]

    def test_a_lead_of_another_centre_is_not_asked(self, case: Case, person: People) -> None:
        elsewhere = Centre.objects.create(name="Elsewhere")
        lead_there = person(Role.LEAD, at=elsewhere)
        Membership.objects.create(user=lead_there, centre=case.centre, role=Role.GUEST)
        assert chain(case) == []

    def test_the_engine_mails_the_first_of_it(self, case: Case, person: People) -> None:
        responsible, deputy, _lead = (person(role) for role in ("follow_up", "clinician", "lead"))
        team(case, responsible, deputy)
        User.objects.filter(pk=responsible.pk).update(is_active=False)
        item(case, today(case))
        plan_deliveries(timezone.now())
        assert [Delivery.objects.get().recipient] == chain(case)[:1] == [deputy]


def test_a_team_is_changed_in_place(case: Case, person: People) -> None:
    first, second = person(Role.FOLLOW_UP), person(Role.LEAD)
    team(case, first, second)
    team(case, second)
    found = CareTeam.objects.get()
    assert (found.responsible, found.deputy, found.changed_by) == (second, None, second)
