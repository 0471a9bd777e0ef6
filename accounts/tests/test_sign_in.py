"""Signing in and out, and the brake on guessing."""

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import User

URL = reverse("account_login")
PASSWORD = "a long enough phrase"
CASES = reverse("cases:list")


@pytest.fixture(autouse=True)
def _no_counts(db: None) -> None:
    cache.clear()


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(URL, {"login": login, "password": password, **more})


def test_a_person_signs_in_and_sees_the_cases(client: Client, clinician: User) -> None:
    answer = sign_in(client, clinician.email.upper())
    assert (answer.status_code, answer.url) == (302, CASES)
    assert client.get(CASES).status_code == 200


def test_goes_on_to_where_the_person_wanted_to_be(client: Client, clinician: User) -> None:
    wanted = client.get(reverse("cases:new")).url
    assert wanted == f"{URL}?next=/cases/new/"
    assert sign_in(client, clinician.email, next="/cases/new/").url == "/cases/new/"


@pytest.mark.parametrize("which", ["password", "address", "inactive"])
def test_a_refusal_does_not_tell_which_part_was_wrong(
    client: Client, clinician: User, which: str
) -> None:
    clinician.is_active = which != "inactive"
    clinician.save()
    email = "nobody@test.example" if which == "address" else clinician.email
    answer = sign_in(client, email, "wrong" if which == "password" else PASSWORD)
    assert SESSION_KEY not in client.session
    assert answer.context["form"].non_field_errors() == [
        "The email address and/or password you specified are not correct."
    ]


def test_guessing_is_slowed_down(client: Client, clinician: User) -> None:
    for _attempt in range(12):
        answer = sign_in(client, clinician.email, "a wrong guess")
    assert answer.status_code in (200, 429)
    sign_in(client, clinician.email)
    assert SESSION_KEY not in client.session


def test_signing_out_is_by_post_and_ends_the_session(client: Client, clinician: User) -> None:
    sign_in(client, clinician.email)
    answer = client.post(reverse("account_logout"))
    assert (answer.status_code, answer.url) == (302, URL)
    assert client.get(CASES).url.startswith(URL)


def test_the_session_ends_with_the_browser(client: Client, clinician: User) -> None:
    answer = sign_in(client, clinician.email)
    cookie = next(c for name, c in answer.cookies.items() if "sessionid" in name)
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == ("", True, "Lax")


def test_nobody_can_register(client: Client) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    assert client.get("/accounts/signup/").status_code == 404


def test_remember_me_is_not_offered(client: Client) -> None:
    assert list(client.get(URL).context["form"].fields) == ["login", "password"]
