"""The live panel: what is typed counts, what cannot be read is unknown, nothing is written."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from cases.models import Case, History, Labs, SaveKey
from cases.tests.pages import opened
from scoring.models import CardRow

SignIn = Callable[[User], Client]


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


def preview(client: Client, case: Case, data: dict[str, Any], **headers: str) -> Any:
    return client.post(reverse("scoring:preview", args=[case.uid]), data, headers=headers)


def typed(client: Client, case: Case, **values: str) -> dict[str, Any]:
    row = Labs.objects.filter(case=case).first()
    return opened(client, case, "labs", row.uid if row else None, **values)


def card(answer: Any, rule: str = "imdc") -> Any:
    return next(card for card in answer.context["cards"] if card.rule == rule)


def answer_of(answer: Any, key: str) -> str:
    return next(c.answer for c in card(answer).criteria if c.key == key)


def test_unchanged_it_says_what_the_page_says(client: Client, paper_patient: Case) -> None:
    answer = preview(client, paper_patient, typed(client, paper_patient))
    page = client.get(reverse("cases:section", args=[paper_patient.uid, "labs"]))
    shown = page.context["page"].panels[0].context
    assert answer.status_code == 200
    assert [c.headline for c in answer.context["cards"]] == [c.headline for c in shown["cards"]]
    assert answer.context["short"] == shown["short"]


def test_what_is_typed_counts(client: Client, paper_patient: Case) -> None:
    data = typed(client, paper_patient, haemoglobin="14")
    before = preview(client, paper_patient, typed(client, paper_patient))
    after = preview(client, paper_patient, data)
    assert (answer_of(before, "haemoglobin"), answer_of(after, "haemoglobin")) == ("yes", "no")


@pytest.mark.parametrize("unreadable", ["12a", "120", "１２", "NaN", "\x00"])
def test_what_cannot_be_read_is_unknown_not_its_old_value(
    client: Client, paper_patient: Case, unreadable: str
) -> None:
    data = typed(client, paper_patient, haemoglobin=unreadable)
    answer = preview(client, paper_patient, data)
    assert (answer.status_code, answer_of(answer, "haemoglobin")) == (200, "unknown")


def test_an_emptied_field_is_unknown(client: Client, paper_patient: Case) -> None:
    empty = dict.fromkeys(("haemoglobin", "haemoglobin__unit", "haemoglobin__lower"), "")
    answer = preview(client, paper_patient, typed(client, paper_patient, **empty))
    assert answer_of(answer, "haemoglobin") == "unknown"


def test_a_new_row_counts_before_it_is_saved(client: Client, case: Case) -> None:
    number = {"haemoglobin": "9", "haemoglobin__unit": "g/dL", "haemoglobin__lower": "12"}
    data = opened(client, case, "labs", uuid.uuid4(), **number)
    assert answer_of(preview(client, case, data), "haemoglobin") == "yes"


def test_nothing_is_written(client: Client, paper_patient: Case) -> None:
    data = typed(client, paper_patient, haemoglobin="14")
    tables = (History, CardRow, SaveKey, Labs)
    before = [table.objects.count() for table in tables]
    preview(client, paper_patient, data)
    assert [table.objects.count() for table in tables] == before
    assert str(Labs.objects.get().haemoglobin["value"]) == "12"


def test_a_reader_may_look_ahead_too(
    signed_in: SignIn, presenter: User, paper_patient: Case
) -> None:
    client = signed_in(presenter)
    data = typed(client, paper_patient) | {"section": "labs"}
    assert preview(client, paper_patient, data).status_code == 200


def test_a_stranger_finds_nothing(signed_in: SignIn, stranger: User, paper_patient: Case) -> None:
    answer = preview(signed_in(stranger), paper_patient, {"section": "labs"})
    assert answer.status_code == 404


def test_a_site_administrator_may_not(
    signed_in: SignIn, person: Callable[..., User], paper_patient: Case
) -> None:
    answer = preview(signed_in(person(Role.SITE_ADMIN)), paper_patient, {"section": "labs"})
    assert answer.status_code == 403


def test_an_expired_session_is_a_401_without_a_page(db: None, case: Case) -> None:
    answer = preview(Client(), case, {"section": "labs"}, **{"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (401, b"")


def test_an_expired_session_without_htmx_is_sent_to_sign_in(db: None, case: Case) -> None:
    assert preview(Client(), case, {}).url.startswith(reverse("account_login"))


@pytest.mark.parametrize("section", ["", "horoscope", "\x00"])
def test_an_unknown_section_is_not_found(client: Client, case: Case, section: str) -> None:
    assert preview(client, case, {"section": section}).status_code == 404


@pytest.mark.parametrize("row", ["", "x", "\x00", "'; DROP TABLE cases_case"])
def test_a_poisoned_row_is_never_a_500(client: Client, paper_patient: Case, row: str) -> None:
    client.raise_request_exception = False
    data = typed(client, paper_patient) | {"row": row}
    assert preview(client, paper_patient, data).status_code in (200, 400, 404)


def test_only_by_post(client: Client, case: Case) -> None:
    assert client.get(reverse("scoring:preview", args=[case.uid])).status_code == 405
