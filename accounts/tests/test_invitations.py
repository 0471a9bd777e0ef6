"""People and centres come in by command; a person's password is known to that person only."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from accounts.models import Centre, Membership, Role, User

ANN = "ann@test.example"
NEW_PASSWORD = "four quite unrelated words"
PUBLIC_URL = "https://board.example"


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.PUBLIC_URL = PUBLIC_URL


def told(*words: str) -> str:
    """What a command says."""
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def invited(email: str = ANN, role: str = "clinician", name: str = "Ann") -> str:
    words = ("--name", name, "--centre", "Centre", "--role", role)
    return told("invite", email, *words)


@pytest.fixture
def link(centre: Centre) -> str:
    """Ann's, as a path."""
    return invited().splitlines()[-1].removeprefix(PUBLIC_URL)


def choose(client: Client, link: str, first: str = NEW_PASSWORD, second: str = "") -> Any:
    """Opens the link and sends a password from the page it leads to."""
    page = client.get(link)
    address = page.url if page.status_code == 302 else link
    return client.post(address, {"new_password1": first, "new_password2": second or first})


class TestCreateCentre:
    def test_makes_a_centre_with_its_zone(self, db: None) -> None:
        said = told("create_centre", " St Elsewhere ", "--time-zone", "Europe/Paris")
        assert said == "St Elsewhere is there; its dates are those of Europe/Paris.\n"
        made = Centre.objects.get()
        assert (made.name, made.time_zone, made.is_demo) == ("St Elsewhere", "Europe/Paris", False)

    def test_without_a_zone_takes_that_of_the_installation(self, db: None, settings: Any) -> None:
        told("create_centre", "Here")
        assert Centre.objects.get().time_zone == settings.TIME_ZONE

    @pytest.mark.parametrize("zone", ["Paris", "europe/paris", "UTC+1", "", "localtime", "../etc"])
    def test_an_unknown_zone_is_refused(self, db: None, zone: str) -> None:
        with pytest.raises(CommandError) as refused:
            told("create_centre", "Here", f"--time-zone={zone}")
        assert str(refused.value) == (
            f"{zone} is no time zone: name one as in Europe/Paris or America/Toronto."
        )
        assert Centre.objects.count() == 0

    @pytest.mark.parametrize("name", ["Centre", "CENTRE", " centre "])
    def test_a_name_is_taken_once(self, centre: Centre, name: str) -> None:
        with pytest.raises(CommandError) as refused:
            told("create_centre", name)
        assert str(refused.value) == f"There is a centre of that name already: {name.strip()}."

    @pytest.mark.parametrize("name", ["", "  ", "x" * 151])
    def test_a_name_is_needed(self, db: None, name: str) -> None:
        with pytest.raises(CommandError) as refused:
            told("create_centre", name)
        assert str(refused.value) == "A centre needs a name of at most 150 characters."


class TestInvite:
    def test_makes_an_account_that_cannot_sign_in_yet(self, centre: Centre) -> None:
        with time_machine.travel("2026-03-05T12:00:00Z", tick=False):
            lines = invited().splitlines()
        ann = User.objects.get(email=ANN)
        assert (ann.name, ann.is_active, ann.is_demo) == ("Ann", True, False)
        assert ann.has_usable_password() is False
        assert lines[:2] == [
            "ann@test.example at Centre: clinician.",
            "One password can be chosen here, until 08 March 2026 12:00 UTC:",
        ]
        assert re.fullmatch(rf"{PUBLIC_URL}/invitation/{ann.uid}/[0-9a-z]+-[0-9a-f]+/", lines[2])
        assert len(lines) == 3

    def test_gives_several_roles_at_once(self, centre: Centre) -> None:
        words = ("--name", "Ann", "--centre", "Centre", "--role", "lead", "--role", "follow_up")
        assert told("invite", ANN, *words).splitlines()[0] == (
            "ann@test.example at Centre: lead, follow_up."
        )
        held = Membership.objects.values_list("user__email", "centre__name", "role")
        assert sorted(held) == [(ANN, "Centre", "follow_up"), (ANN, "Centre", "lead")]

    def test_whoever_has_a_password_gets_roles_only(self, clinician: User) -> None:
        assert invited(clinician.email.upper(), "lead", "Another name").splitlines() == [
            f"{clinician.email} at Centre: lead.",
            "The account has a password already: there is no link.",
        ]
        found = User.objects.get()
        assert (found.name, found.password) == (clinician.name, clinician.password)
        assert sorted(found.memberships.values_list("role", flat=True)) == ["clinician", "lead"]

    def test_whoever_has_none_yet_gets_another_link(self, link: str) -> None:
        lines = invited().splitlines()
        assert lines[0] == "ann@test.example at Centre: nothing that was not so before."
        assert lines[-1].startswith(f"{PUBLIC_URL}/invitation/{User.objects.get().uid}/")

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [
            ({"is_demo": True}, "%s is a demonstration account: it gets no roles."),
            ({"is_active": False}, "The account of %s is deactivated: it gets no roles."),
        ],
    )
    def test_some_accounts_are_refused(
        self, clinician: User, state: dict[str, bool], sentence: str
    ) -> None:
        User.objects.update(**state)
        with pytest.raises(CommandError) as refused:
            invited(clinician.email, "lead")
        assert str(refused.value) == sentence % clinician.email
        assert clinician.memberships.count() == 1

    @pytest.mark.parametrize(
        ("email", "name", "sentence"),
        [
            ("ann", "Ann", "e-mail: Enter a valid email address."),
            (ANN, " ", "name: This field cannot be blank."),
            (ANN, "x" * 151, "name: Ensure this value has at most 150 characters (it has 151)."),
        ],
    )
    def test_what_is_no_person_is_refused(
        self, centre: Centre, email: str, name: str, sentence: str
    ) -> None:
        with pytest.raises(CommandError) as refused:
            invited(email, name=name)
        assert (str(refused.value), User.objects.count()) == (sentence, 0)

    def test_a_centre_that_is_not_there_is_refused(self, db: None) -> None:
        with pytest.raises(CommandError) as refused:
            invited()
        assert str(refused.value) == "There is no centre Centre: create_centre makes one."

    def test_an_unknown_role_is_refused(self, centre: Centre) -> None:
        with pytest.raises(CommandError, match="invalid choice: 'admin'"):
            invited(role="admin")


class TestLink:
    def test_leads_to_a_password_and_to_the_cases(self, client: Client, link: str) -> None:
        answer = choose(client, link)
        assert (answer.status_code, answer.url) == (302, reverse("account_login"))
        sign_in = client.get(answer.url)
        assert [str(said) for said in sign_in.context["messages"]] == [
            "Your password is set. Sign in with it."
        ]
        client.post(answer.url, {"login": ANN, "password": NEW_PASSWORD})
        assert client.get(reverse("cases:list")).status_code == 200

    def test_the_token_leaves_the_address(self, client: Client, link: str) -> None:
        token = link.split("/")[-2]
        moved = client.get(link)
        assert (moved.status_code, moved.url) == (302, link.replace(token, "password"))
        page = client.get(moved.url)
        assert (page.status_code, page.content.count(token.encode())) == (200, 0)
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert page.headers["Cache-Control"] == "no-store"

    def test_looking_changes_nothing(self, client: Client, link: str) -> None:
        for _time in range(3):
            assert client.get(link).status_code == 302
        assert client.head(link).status_code == 302
        assert User.objects.get().has_usable_password() is False

    def test_works_once(self, client: Client, link: str) -> None:
        choose(client, link)
        before = User.objects.get().password
        assert choose(Client(), link, "another phrase altogether").status_code == 404
        assert User.objects.get().password == before

    def test_every_link_of_a_person_ends_with_the_first_password(
        self, client: Client, link: str
    ) -> None:
        other = invited().splitlines()[-1].removeprefix(PUBLIC_URL)
        choose(client, link)
        assert Client().get(other).status_code == 404

    def test_two_pages_open_at_once_set_one_password(self, link: str) -> None:
        first, second = Client(), Client()
        addresses = [each.get(link).url for each in (first, second)]
        statuses = [
            each.post(address, {"new_password1": text, "new_password2": text}).status_code
            for each, address, text in zip(
                (first, second), addresses, (NEW_PASSWORD, "late to the party"), strict=True
            )
        ]
        assert statuses == [302, 404]
        assert User.objects.get().check_password(NEW_PASSWORD)

    def test_a_token_is_checked_again_under_the_lock(self, link: str) -> None:
        uid, token = uuid.UUID(link.split("/")[2]), link.split("/")[3]
        assert invitations.accept(uid, token, NEW_PASSWORD) is True
        assert invitations.accept(uid, token, "late to the party") is False
        assert User.objects.get().check_password(NEW_PASSWORD)

    @pytest.mark.parametrize(("hours", "status"), [(71, 302), (73, 404)])
    def test_holds_three_days(self, client: Client, link: str, hours: int, status: int) -> None:
        with time_machine.travel(timezone.now() + timedelta(hours=hours)):
            assert client.get(link).status_code == status

    @pytest.mark.parametrize("state", [{"is_active": False}, {"is_demo": True}])
    def test_ends_with_the_account(self, client: Client, link: str, state: dict[str, bool]) -> None:
        User.objects.update(**state)
        assert choose(client, link).status_code == 404

    def test_what_is_wrong_is_not_told(self, client: Client, link: str) -> None:
        uid, token = link.split("/")[2:4]
        ann = User.objects.get()
        used = User.objects.create_user("used@test.example", NEW_PASSWORD)
        wrong = [
            (uid, "0-0"),
            (uid, "password"),
            (uid, "x"),
            (uid, default_token_generator.make_token(ann)),
            (used.uid, token),
            (uuid.uuid4(), token),
        ]
        answers = [client.get(reverse("accept_invitation", args=each)) for each in wrong]
        assert [answer.status_code for answer in answers] == [404] * 6
        assert len({answer.content for answer in answers}) == 1
        assert Session.objects.count() == 0

    @pytest.mark.parametrize(
        ("first", "second", "problem"),
        [
            (
                "too plain",
                "",
                "This password is too short. It must contain at least 12 characters.",
            ),
            ("q1w2e3r4t5y6", "", "This password is too common."),
            (NEW_PASSWORD, "different words", "The two password fields didn’t match."),
            (
                "x" * 129,
                "",
                "Ensure this value has at most 128 characters (it has 129).",
            ),
        ],
    )
    def test_a_poor_password_is_told_at_its_field(
        self, client: Client, link: str, first: str, second: str, problem: str
    ) -> None:
        answer = choose(client, link, first, second)
        assert answer.status_code == 422
        told = [text for texts in answer.context["form"].errors.values() for text in texts]
        assert told == [problem]
        assert answer.content.count(first.encode()) == 0
        assert User.objects.get().has_usable_password() is False

    def test_signs_out_whoever_used_this_computer(
        self, signed_in: Callable[[User], Client], person: Callable[..., User], link: str
    ) -> None:
        client = signed_in(person(Role.LEAD))
        choose(client, link)
        assert SESSION_KEY not in client.session

    def test_a_post_without_its_form_token_is_refused(self, link: str) -> None:
        client = Client(enforce_csrf_checks=True)
        assert choose(client, link).status_code == 403
        assert User.objects.get().has_usable_password() is False
