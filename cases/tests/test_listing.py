"""The list of cases, and the pages that lead back to it."""

import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Centre, Role, User
from cases.models import (
    Case,
    Identity,
)

SignIn = Callable[[User], Client]
LIST, NEW = reverse("cases:list"), reverse("cases:new")


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


class TestList:
    def test_shows_the_cases_of_the_centre_the_latest_first(
        self, client: Client, case: Case, paper_patient: Case
    ) -> None:
        Case.objects.create(centre=Centre.objects.create(name="Elsewhere"), pseudonym="IVC-0009")
        lines = client.get(LIST).context["lines"]
        assert [line.pseudonym for line in lines] == ["DEMO-0001", "IVC-0001"]
        assert (lines[0].who, lines[0].diagnosis) == ("M 56", "leiomyosarcoma (probable)")
        assert lines[1].record_number == "118-22"

    def test_is_one_query_however_many_cases(
        self, client: Client, centre: Centre, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for count in (1, 3):
            while Case.objects.count() < count:
                made = Case.objects.create(centre=centre, pseudonym=f"X-{Case.objects.count()}")
                Identity.objects.create(case=made, centre=centre, record_number=made.pseudonym)
            with django_assert_num_queries(6):  # session, user, memberships, cases, 2 banner
                assert len(client.get(LIST).context["lines"]) == count

    def test_pages_by_the_moment_of_the_last_change(self, client: Client, centre: Centre) -> None:
        for number in range(51):
            Case.objects.create(centre=centre, pseudonym=f"X-{number:02}")
        first = client.get(LIST)
        older = client.get(LIST, {"before": first.context["older"]})
        names = [line.pseudonym for page in (first, older) for line in page.context["lines"]]
        assert len(set(names)) == len(names) == 51
        assert (len(first.context["lines"]), older.context["older"]) == (50, "")

    def test_leaves_out_what_was_entered_in_error(self, client: Client, case: Case) -> None:
        case.record_status, case.record_status_reason = "entered_in_error", "twice"
        case.save()
        assert client.get(LIST).context["lines"] == []

    def test_the_last_change_is_in_the_time_of_the_centre(self, client: Client, case: Case) -> None:
        local = case.changed_at.astimezone(ZoneInfo("Europe/Paris"))
        assert client.get(LIST).context["lines"][0].changed.endswith(f"{local:%H:%M}")

    def test_an_empty_list_says_what_to_do(self, client: Client) -> None:
        assert "Start one with “New case”" in client.get(LIST).content.decode()

    def test_a_reader_is_offered_no_new_case(
        self, signed_in: SignIn, presenter: User, case: Case
    ) -> None:
        answer = signed_in(presenter).get(LIST)
        assert NEW not in answer.content.decode()

    def test_an_auditor_sees_no_record_number(
        self, signed_in: SignIn, person: Callable[..., User], case: Case
    ) -> None:
        lines = signed_in(person(Role.AUDITOR)).get(LIST).context["lines"]
        assert [line.record_number for line in lines] == [""]


class TestErrorPages:
    """Whoever is told no is not left without a way on."""

    @pytest.mark.parametrize(("url", "status"), [(NEW, 403), ("/cases/nowhere/", 404)])
    def test_name_the_pages_of_the_site(
        self, signed_in: SignIn, presenter: User, url: str, status: int
    ) -> None:
        answer = signed_in(presenter).post(url)
        html = answer.content.decode()
        assert answer.status_code == status
        assert re.findall(r'class="top-link" href="([^"]+)"', html) == [
            LIST,
            reverse("surveillance:work_list"),
            reverse("scoring:rules"),
            reverse("scoring:knowledge"),
        ]

    def test_tell_a_visitor_nothing_of_the_inside(self, db: None) -> None:
        html = Client().get("/cases/nowhere/").content.decode()
        assert re.findall('class="top-link"', html) == []
