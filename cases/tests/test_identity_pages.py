"""Starting a case, and the page of who its patient is."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Centre, Membership, Role, User
from cases.models import (
    Case,
    Identity,
)
from cases.tests.pages import address, form_of, save

SignIn = Callable[[User], Client]
LIST, NEW = reverse("cases:list"), reverse("cases:new")


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


class TestNew:
    def test_a_press_starts_a_case_and_opens_its_identity(
        self, client: Client, centre: Centre, clinician: User
    ) -> None:
        answer = client.post(NEW)
        made = Case.objects.get()
        identity = reverse("cases:identity", args=[made.uid])
        assert (answer.status_code, answer.url) == (303, identity)
        assert (made.pseudonym, made.centre, made.started_by) == ("IVC-0001", centre, clinician)
        html = client.get(identity).content.decode()
        assert "IVC-0001, new: record number, initials, year of birth." in html

    def test_a_visit_to_the_address_starts_nothing(self, client: Client) -> None:
        answer = client.get(NEW)
        assert (answer.status_code, answer.url, Case.objects.count()) == (302, LIST, 0)

    def pressed(self, client: Client, html: str) -> Any:
        """A press of the button of a page that was read."""
        form = re.search(rf'<form[^>]*action="{NEW}".*?</form>', html, re.S)
        assert form
        return client.post(NEW, form_of(form[0]))

    def test_a_second_press_opens_the_one_left_untouched(self, client: Client) -> None:
        html = client.get(LIST).content.decode()
        first, second = self.pressed(client, html), self.pressed(client, html)
        assert (second.status_code, second.url) == (303, first.url)
        assert Case.objects.count() == 1

    def test_two_pages_start_two_cases_and_both_are_listed(self, client: Client) -> None:
        pages = [client.get(LIST).content.decode() for _ in range(2)]
        first, second = (self.pressed(client, html) for html in pages)
        assert first.url != second.url
        lines = client.get(LIST).context["lines"]
        assert [(line.pseudonym, line.is_untouched) for line in lines] == [
            ("IVC-0002", True),
            ("IVC-0001", True),
        ]

    def test_a_presenter_may_not(self, signed_in: SignIn, presenter: User) -> None:
        answer = signed_in(presenter).post(NEW)
        assert (answer.status_code, Case.objects.count()) == (403, 0)

    def test_the_case_lands_where_the_person_may_create(
        self, signed_in: SignIn, presenter: User
    ) -> None:
        elsewhere = Centre.objects.create(name="A first by name")
        Membership.objects.create(user=presenter, centre=elsewhere, role=Role.CLINICIAN)
        assert signed_in(presenter).post(NEW).status_code == 303
        assert Case.objects.get().centre == elsewhere

    def test_of_several_centres_one_is_chosen(
        self, client: Client, clinician: User, centre: Centre
    ) -> None:
        other = Centre.objects.create(name="A first by name")
        Membership.objects.create(user=clinician, centre=other, role=Role.CLINICIAN)
        choice = client.get(LIST).context["new_case"]
        assert [each.name for each in choice["centres"]] == ["A first by name", "Centre"]
        assert client.post(NEW).status_code == 404
        assert client.post(NEW, {"centre": str(centre.uid)}).status_code == 303
        assert Case.objects.get().centre == centre

    def test_a_centre_of_others_cannot_be_chosen(
        self, client: Client, clinician: User, presenter: User
    ) -> None:
        other, foreign = (Centre.objects.create(name=name) for name in ("Other", "Foreign"))
        Membership.objects.create(user=clinician, centre=other, role=Role.CLINICIAN)
        Membership.objects.create(user=clinician, centre=foreign, role=Role.PRESENTER)
        assert client.post(NEW, {"centre": str(foreign.uid)}).status_code == 404

    def test_an_untouched_case_is_listed_for_who_started_it_only(
        self, client: Client, signed_in: SignIn, person: Callable[..., User]
    ) -> None:
        client.post(NEW)
        mine = client.get(LIST).context["lines"]
        theirs = signed_in(person(Role.LEAD)).get(LIST).context["lines"]
        assert ([line.is_untouched for line in mine], theirs) == ([True], [])

    def test_once_it_has_an_identity_all_see_it(
        self, client: Client, signed_in: SignIn, person: Callable[..., User]
    ) -> None:
        url = client.post(NEW).url
        client.post(url, {"record_number": "7", "base_version": "1"})
        theirs = signed_in(person(Role.LEAD)).get(LIST).context["lines"]
        assert [(line.record_number, line.is_untouched) for line in theirs] == [("7", False)]


class TestIdentity:
    def url(self, case: Case) -> str:
        return reverse("cases:identity", args=[case.uid])

    def post(self, client: Client, case: Case, **typed: str) -> Any:
        data = {"record_number": "118-22", "base_version": case.version} | typed
        return client.post(self.url(case), data)

    def test_is_shown_and_saved(self, client: Client, case: Case) -> None:
        answer = self.post(client, case, initials="A.B.")
        assert (answer.status_code, answer.url) == (303, self.url(case))
        assert 'value="A.B."' in client.get(self.url(case)).content.decode()

    def test_save_and_next_goes_to_the_first_section(self, client: Client, case: Case) -> None:
        answer = self.post(client, case, then="next")
        assert (answer.status_code, answer.url) == (303, address(case, "presentation"))

    @pytest.mark.parametrize(
        ("typed", "field", "message"),
        [
            ({"record_number": ""}, "record_number", "This field is required."),
            (
                {"year_of_birth": "65"},
                "year_of_birth",
                "Write the year with four digits, such as 1965.",
            ),
            (
                {"year_of_birth": "１９６５"},
                "year_of_birth",
                "Write the year with four digits, such as 1965.",
            ),
            ({"year_of_birth": "1899"}, "year_of_birth", "1899 is not a possible year of birth."),
            ({"year_of_birth": "2999"}, "year_of_birth", "2999 is not a possible year of birth."),
        ],
    )
    def test_a_refusal_says_why_and_keeps_what_was_typed(
        self, client: Client, case: Case, typed: dict[str, str], field: str, message: str
    ) -> None:
        answer = self.post(client, case, **{"initials": "Q.Z.", **typed})
        assert (answer.status_code, Identity.objects.get().initials) == (422, None)
        assert answer.context["middle"].form.errors == {field: [message]}
        assert 'value="Q.Z."' in answer.content.decode()

    def test_a_taken_record_number_leads_to_the_case_that_has_it(
        self, client: Client, case: Case, centre: Centre
    ) -> None:
        other = Case.objects.create(centre=centre, pseudonym="IVC-0002")
        answer = self.post(client, other)
        assert (answer.status_code, Identity.objects.count()) == (422, 1)
        assert (
            "This record number is taken at this centre, by:"
            f' <a href="{case.get_absolute_url()}">IVC-0001</a>'
        ) in answer.content.decode()

    def test_a_record_number_may_stand_at_two_centres(
        self, signed_in: SignIn, stranger: User, case: Case
    ) -> None:
        elsewhere = Centre.objects.get(name="Elsewhere")
        other = Case.objects.create(centre=elsewhere, pseudonym="IVC-0001")
        assert self.post(signed_in(stranger), other).status_code == 303

    @pytest.mark.parametrize("typed", ["kh-77", "KH -77", "ＫＨ-77"])
    def test_a_number_is_the_same_however_it_is_written(
        self, client: Client, case: Case, typed: str
    ) -> None:
        other = Case.objects.create(centre=case.centre, pseudonym="IVC-0077")
        Identity.objects.create(case=other, centre=case.centre, record_number="KH-77")
        answer = client.post(
            reverse("cases:identity", args=[case.uid]),
            {"record_number": typed, "base_version": case.version},
        )
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["record_number"])

    def test_its_own_record_number_is_not_taken(self, client: Client, case: Case) -> None:
        assert self.post(client, case).status_code == 303

    def test_a_year_of_birth_after_an_event_of_the_record_is_refused(
        self, client: Client, case: Case
    ) -> None:
        save(client, case, "labs", date="2021-04")
        url = reverse("cases:identity", args=[case.uid])
        data = form_of(client.get(url).content.decode())
        answers = [client.post(url, data | {"year_of_birth": y}) for y in ("2022", "2021")]
        assert [answer.status_code for answer in answers] == [422, 303]

    def test_a_refusal_keeps_what_was_typed_and_shows_the_stored_number_above(
        self, client: Client, case: Case
    ) -> None:
        answer = self.post(client, case, record_number="118-99", year_of_birth="soon")
        assert answer.status_code == 422
        assert 'value="118-99"' in answer.content.decode()
        assert answer.context["page"].record_number == "118-22"
        assert Identity.objects.get().record_number == "118-22"

    def test_a_presenter_may_look_but_not_change(
        self, signed_in: SignIn, presenter: User, case: Case
    ) -> None:
        client = signed_in(presenter)
        assert client.get(self.url(case)).status_code == 200
        assert self.post(client, case).status_code == 403

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.GUEST])
    def test_an_auditor_and_a_guest_may_not_look(
        self, signed_in: SignIn, person: Callable[..., User], case: Case, role: Role
    ) -> None:
        answer = signed_in(person(role)).get(self.url(case))
        assert (answer.status_code, b"118-22" in answer.content) == (403, False)

    def test_elsewhere_does_not_count(
        self, signed_in: SignIn, person: Callable[..., User], case: Case
    ) -> None:
        auditor = person(Role.AUDITOR)
        elsewhere = Centre.objects.create(name="Elsewhere")
        Membership.objects.create(user=auditor, centre=elsewhere, role=Role.CLINICIAN)
        assert signed_in(auditor).get(self.url(case)).status_code == 403
