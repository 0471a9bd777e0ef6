"""A post that cannot be taken now waits in the answer; nothing of it comes from elsewhere."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from accounts.memberships import Memberships
from accounts.models import Role, User
from cases.models import Case, Draft, History, Presentation
from cases.tests.pages import address, bare_post, form_of
from conftest import PASSWORD

ORIGIN = "http://testserver"
TYPED = 'line one\nline two "quoted" <b>'


@pytest.fixture
def browser(clinician: User) -> Client:
    """Sends form tokens as a browser does."""
    client = Client(enforce_csrf_checks=True)
    sign_in(client, clinician)
    return client


def sign_in(client: Client, user: User) -> None:
    page = client.get(reverse("account_login")).content.decode()
    data = form_of(page) | {"login": user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), data).status_code == 302


def post(client: Client, url: str, data: dict[str, Any], origin: str = ORIGIN) -> Any:
    return client.post(url, data, headers={"origin": origin})


def typed_page(client: Client, case: Case) -> dict[str, Any]:
    data = form_of(client.get(address(case, "presentation")).content.decode())
    return data | {"comorbidities": TYPED}


def carried(answer: Any) -> dict[str, list[str]]:
    """What the button of the answer would post."""
    form = re.search(r'<form[^>]*id="carried".*?</form>', answer.content.decode(), re.S)
    return form_of(form[0]) if form else {}


class TestEndedSession:
    def test_what_was_typed_is_saved_after_signing_in(
        self, browser: Client, clinician: User, case: Case
    ) -> None:
        data = typed_page(browser, case)
        Session.objects.all().delete()
        ended = post(browser, address(case, "presentation"), data)
        assert (ended.status_code, Presentation.objects.count()) == (401, 0)

        sign_in(browser, clinician)
        older = post(browser, address(case, "presentation"), carried(ended))
        assert older.status_code == 403  # signing in made a new form token
        saved = post(browser, address(case, "presentation"), carried(older))
        assert saved.status_code == 303
        assert Presentation.objects.get().comorbidities == TYPED

    def test_every_input_is_carried_once_and_nothing_is_markup(
        self, browser: Client, case: Case
    ) -> None:
        data = typed_page(browser, case)
        Session.objects.all().delete()
        ended = post(browser, address(case, "presentation"), data)
        kept = carried(ended)
        assert kept.pop("csrfmiddlewaretoken") != data.pop("csrfmiddlewaretoken")
        assert {name: values[-1] for name, values in kept.items()} == {
            name: values[-1] if isinstance(values, list) else values
            for name, values in data.items()
        }
        assert html.escape(TYPED, quote=False).split('"')[0] in ended.content.decode()
        assert "<b>" not in ended.content.decode()

    def test_a_script_is_told_by_the_status(self, case: Case) -> None:
        answer = Client().post(
            address(case, "presentation"), {}, headers={"x-requested-with": "fetch"}
        )
        assert (answer.status_code, answer.content) == (401, b"")


class TestSomebodyElse:
    """Signed in since in the same browser: form tokens are right, the person is not."""

    @pytest.fixture
    def answer(self, browser: Client, person: Callable[..., User], case: Case) -> Any:
        """To the page of the clinician, posted with the token that a lead has by now."""
        data = typed_page(browser, case)
        Session.objects.all().delete()
        sign_in(browser, person(Role.LEAD))
        older = post(browser, address(case, "presentation"), data)
        assert older.status_code == 403
        return post(browser, address(case, "presentation"), carried(older))

    def test_nothing_is_saved_in_another_name(self, answer: Any) -> None:
        assert (answer.status_code, Presentation.objects.count()) == (403, 0)
        assert "You are signed in as lead, but this was typed" in answer.content.decode()
        assert carried(answer)["comorbidities"] == [TYPED]

    def test_whoever_typed_it_saves_it(
        self, browser: Client, answer: Any, clinician: User, case: Case
    ) -> None:
        Session.objects.all().delete()
        sign_in(browser, clinician)
        older = post(browser, address(case, "presentation"), carried(answer))
        saved = post(browser, address(case, "presentation"), carried(older))
        assert (older.status_code, saved.status_code) == (403, 303)
        line = History.objects.get(table_name="cases_presentation")
        assert (line.actor, Presentation.objects.get().comorbidities) == (clinician.pk, TYPED)

    def test_nor_is_a_draft_kept(self, browser: Client, answer: Any, case: Case) -> None:
        data = carried(answer) | {"fields": "comorbidities"}
        headers = {"origin": ORIGIN, "x-requested-with": "fetch"}
        url = reverse("cases:draft", args=[case.uid, "presentation"])
        kept = browser.post(url, data, headers=headers)
        assert (kept.status_code, kept.content, Draft.objects.count()) == (403, b"", 0)

    @pytest.mark.parametrize("place", ["identity", "presentation", "labs", "status", "list"])
    def test_every_form_says_to_whom_it_is_shown(
        self, browser: Client, clinician: User, case: Case, place: str
    ) -> None:
        """But for those that write nothing: find, and sign out."""
        urls = {
            "identity": reverse("cases:identity", args=[case.uid]),
            "status": reverse("cases:status", args=[case.uid]),
            "list": reverse("cases:list"),
        }
        html = browser.get(urls.get(place) or address(case, place)).content.decode()
        forms = re.findall(r'<form[^>]*method="post".*?</form>', html, re.S)
        writing = [form_of(form) for form in forms if not re.search("cases/find/|sign-out", form)]
        assert [form["as_user"] for form in writing] == [[str(clinician.uid)]] * len(writing)
        assert writing != []


class TestForeignPages:
    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver:81", ""])
    def test_their_words_are_put_behind_no_button(self, case: Case, origin: str) -> None:
        data = bare_post(case, "sex", sex="male")
        answer = post(Client(), address(case, "presentation"), data, origin)
        assert (answer.status_code, b"carried" in answer.content) == (302, False)

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
    def test_nor_with_a_token_that_is_wrong(self, browser: Client, case: Case, origin: str) -> None:
        data = bare_post(case, "sex", sex="male")
        answer = post(browser, address(case, "presentation"), data, origin)
        assert (answer.status_code, carried(answer)) == (403, {})


def test_a_password_is_not_repeated(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = post(client, reverse("account_login"), {"login": "a@b.example", "password": PASSWORD})
    assert answer.status_code == 403
    assert PASSWORD not in answer.content.decode()


class TestDatabaseAway:
    @pytest.fixture(autouse=True)
    def _away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_args: Any, **_words: Any) -> None:
            raise OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(Memberships, "of", fail)

    def test_a_save_keeps_what_was_typed(self, clinician: User, case: Case) -> None:
        client = Client()
        client.force_login(clinician, "allauth.account.auth_backends.AuthenticationBackend")
        data = bare_post(case, "comorbidities", comorbidities=TYPED)
        answer = post(client, address(case, "presentation"), data)
        assert (answer.status_code, carried(answer)["comorbidities"]) == (503, [TYPED])
        assert "press Save again in a minute" in answer.content.decode()

    def test_a_read_carries_nothing(self, clinician: User, case: Case) -> None:
        client = Client()
        client.force_login(clinician, "allauth.account.auth_backends.AuthenticationBackend")
        answer = client.get(address(case, "presentation"))
        assert (answer.status_code, carried(answer)) == (503, {})
