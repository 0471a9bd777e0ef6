"""Finding a case by its pseudonym or its record number."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Centre, Role, User
from cases.models import Case, Identity

SignIn = Callable[[User], Client]
FIND = reverse("cases:find")
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


def make(centre: Centre, name: str, number: str = "") -> Case:
    case = Case.objects.create(centre=centre, pseudonym=name)
    Identity.objects.create(case=case, centre=centre, record_number=number or None)
    return case


def found(client: Client, text: str) -> list[str]:
    answer = client.post(FIND, {"find": text})
    assert answer.status_code == 200
    return [line.pseudonym for line in answer.context["lines"]]


class TestFound:
    @pytest.mark.parametrize("text", ["ivc-00", "IVC", " 77 ", "-", "0"])
    def test_by_a_part_of_pseudonym_or_record_number_the_latest_first(
        self, client: Client, centre: Centre, text: str
    ) -> None:
        make(centre, "IVC-0001", "177-1")
        make(centre, "IVC-0002", "77-20")
        assert found(client, text) == ["IVC-0002", "IVC-0001"]

    def test_the_only_one_is_opened(self, client: Client, centre: Centre) -> None:
        case = make(centre, "IVC-0001", "118-22")
        make(centre, "IVC-0002", "118-23")
        answer = client.post(FIND, {"find": "118-22"})
        assert (answer.status_code, answer.url) == (303, case.get_absolute_url())

    @pytest.mark.parametrize("text", ["%", "_", "118.22", "nobody", "1' OR '1'='1"])
    def test_signs_stand_for_themselves(self, client: Client, centre: Centre, text: str) -> None:
        make(centre, "IVC-0001", "118-22")
        assert found(client, text) == []

    def test_none_says_so(self, client: Client, centre: Centre) -> None:
        html = client.post(FIND, {"find": "<b>"}).content.decode()
        assert "Found for “&lt;b&gt;”" in html
        assert "No case of your centre has this in its pseudonym or record number." in html

    def test_at_most_fifty(self, client: Client, centre: Centre) -> None:
        for number in range(51):
            make(centre, f"X-{number:02}")
        assert len(found(client, "x-")) == 50

    def test_one_entered_in_error_is_found_and_marked(self, client: Client, centre: Centre) -> None:
        make(centre, "IVC-0001")
        case = make(centre, "IVC-0002")
        Case.objects.filter(pk=case.pk).update(
            record_status="entered_in_error", record_status_reason="twice"
        )
        lines = client.post(FIND, {"find": "ivc"}).context["lines"]
        assert [(line.pseudonym, line.state) for line in lines] == [
            ("IVC-0002", "entered in error"),
            ("IVC-0001", ""),
        ]

    def test_the_text_stands_in_no_address(self, client: Client, centre: Centre) -> None:
        make(centre, "IVC-0001", "118-22")
        answer = client.get(FIND, {"find": "118-22"})
        assert (answer.status_code, answer.url) == (302, reverse("cases:list"))

    @pytest.mark.parametrize("text", ["a\x00b", "x" * 61, "a\x1fb"])
    def test_what_cannot_be_read_is_refused_in_a_sentence(
        self, client: Client, centre: Centre, text: str
    ) -> None:
        answer = client.post(FIND, {"find": text})
        assert (answer.status_code, bool(answer.context["refusal"])) == (422, True)


class TestWhose:
    def test_another_centre_s_case_is_not_found(
        self, signed_in: SignIn, stranger: User, centre: Centre
    ) -> None:
        make(centre, "IVC-0001", "118-22")
        assert found(signed_in(stranger), "IVC") == []

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.GUEST])
    def test_who_may_not_see_record_numbers_does_not_find_by_them(
        self, signed_in: SignIn, person: Callable[..., User], centre: Centre, role: Role
    ) -> None:
        make(centre, "IVC-0001", "118-22")
        make(centre, "IVC-0002", "118-22-b")
        client = signed_in(person(role))
        assert (found(client, "118"), found(client, "IVC")) == ([], ["IVC-0002", "IVC-0001"])

    def test_an_untouched_case_is_found_by_who_started_it_only(
        self, client: Client, signed_in: SignIn, person: Callable[..., User], centre: Centre
    ) -> None:
        client.post(reverse("cases:new"))
        other = signed_in(person(Role.CLINICIAN))
        assert client.post(FIND, {"find": "IVC"}).status_code == 303
        assert found(other, "IVC") == []

    def test_the_field_stands_on_every_page_of_who_sees_cases(
        self, client: Client, signed_in: SignIn, person: Callable[..., User], case: Case
    ) -> None:
        def has_field(client: Client, url: str) -> Any:
            return 'id="find"' in client.get(url).content.decode()

        pages = [reverse("cases:list"), f"{case.get_absolute_url()}labs/"]
        assert [has_field(client, url) for url in pages] == [True, True]
        assert has_field(signed_in(person(Role.SITE_ADMIN)), reverse("cases:list")) is False
