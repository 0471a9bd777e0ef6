"""Unlikely values: a page asks once before it keeps them, a file is never asked."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.forms.fields import Fragment
from cases.models import Case, CtAbdomen, Labs, Presentation
from cases.sections import BY_SLUG
from cases.tests.pages import address, form_of, opened, save

SIZE = {"tumour_dim_1": "38", "tumour_dim_1__unit": "cm"}
ASKED = {"tumour_dim_1": ["38 cm is above 20 cm. Is that right?"]}


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    return signed_in(clinician)


def errors_of(answer: Any) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in answer.context["middle"].form.errors.items()}


def again(client: Client, case: Case, slug: str, refused: Any, **typed: str) -> Any:
    """Press Save on the page that asked, after typing."""
    data = form_of(refused.content.decode()) | typed
    return client.post(address(case, slug, data["row"][0]), data)


def test_an_unlikely_value_is_kept_once_it_is_confirmed(client: Client, case: Case) -> None:
    asked = save(client, case, "ct_abdomen", **SIZE)
    assert (asked.status_code, errors_of(asked)) == (422, ASKED)
    assert CtAbdomen.objects.count() == 0
    kept = again(client, case, "ct_abdomen", asked, tumour_dim_1__confirmed="38 cm")
    assert kept.status_code == 303
    assert CtAbdomen.objects.get().tumour_dim_1 == {"value": 38, "unit": "cm"}


def test_the_page_offers_the_box_that_confirms(client: Client, case: Case) -> None:
    html = save(client, case, "ct_abdomen", **SIZE).content.decode()
    assert html.count('type="checkbox"\n         name="tumour_dim_1__confirmed"') == 1
    assert "Yes, 38 cm is right" in html
    assert "tumour_dim_1__confirmed" not in form_of(html)


def test_without_a_word_it_is_asked_again(client: Client, case: Case) -> None:
    asked = save(client, case, "ct_abdomen", **SIZE)
    assert errors_of(again(client, case, "ct_abdomen", asked)) == ASKED


def test_a_word_for_one_value_is_none_for_another(client: Client, case: Case) -> None:
    asked = save(client, case, "ct_abdomen", **SIZE)
    other = again(
        client, case, "ct_abdomen", asked, tumour_dim_1="39", tumour_dim_1__confirmed="38 cm"
    )
    assert errors_of(other) == {"tumour_dim_1": ["39 cm is above 20 cm. Is that right?"]}


def test_a_given_word_survives_the_refusal_of_another_field(client: Client, case: Case) -> None:
    asked = save(client, case, "ct_abdomen", **SIZE)
    refused = again(client, case, "ct_abdomen", asked, tumour_dim_1__confirmed="38 cm", date="soon")
    assert list(errors_of(refused)) == ["date"]
    assert form_of(refused.content.decode())["tumour_dim_1__confirmed"] == ["38 cm"]
    assert again(client, case, "ct_abdomen", refused, date="2021").status_code == 303


def test_what_is_stored_is_not_asked_about_again(client: Client, case: Case) -> None:
    Presentation.objects.create(case=case, age_at_diagnosis=95)
    assert save(client, case, "presentation", sex="female").status_code == 303
    changed = save(client, case, "presentation", age_at_diagnosis="96")
    assert errors_of(changed) == {"age_at_diagnosis": ["96 is above 90. Is that right?"]}


def test_a_draft_brings_the_word_back(client: Client, case: Case) -> None:
    asked = save(client, case, "ct_abdomen", **SIZE)
    data = form_of(asked.content.decode()) | {"tumour_dim_1__confirmed": "38 cm"}
    draft = client.post(reverse("cases:draft", args=[case.uid, "ct_abdomen"]), data)
    assert draft.status_code == 200
    restored = opened(client, case, "ct_abdomen")
    assert restored["tumour_dim_1__confirmed"] == ["38 cm"]
    kept = client.post(address(case, "ct_abdomen", restored["row"][0]), restored)
    assert kept.status_code == 303


def test_another_unit_under_a_stored_number_is_asked_about(client: Client, case: Case) -> None:
    Labs.objects.create(case=case, calcium={"value": 3, "unit": "mg/dL"})
    asked = save(client, case, "labs", calcium__unit="mmol/L")
    assert errors_of(asked) == {
        "calcium": [
            "3 mg/dL becomes 3 mmol/L. Was the unit wrong?"
            " To convert it instead, write 0.75 mmol/L."
        ]
    }
    assert Labs.objects.get().calcium == {"value": 3, "unit": "mg/dL"}
    kept = again(client, case, "labs", asked, calcium__confirmed="3 mmol/L")
    assert (kept.status_code, Labs.objects.get().calcium["unit"]) == (303, "mmol/L")


def test_converting_it_needs_no_word(client: Client, case: Case) -> None:
    Labs.objects.create(case=case, haemoglobin={"value": 12, "unit": "g/dL"})
    kept = save(client, case, "labs", haemoglobin="120", haemoglobin__unit="g/L")
    assert (kept.status_code, Labs.objects.get().haemoglobin["value"]) == (303, 120)


def test_an_impossible_value_cannot_be_confirmed(client: Client, case: Case) -> None:
    typed = {"tumour_dim_1": "61", "tumour_dim_1__unit": "cm", "tumour_dim_1__confirmed": "61 cm"}
    refused = save(client, case, "ct_abdomen", **typed)
    assert errors_of(refused) == {
        "tumour_dim_1": ["61 cm is not possible. Did you mean 61 mm (6.1 cm)?"]
    }


def test_a_file_is_never_asked() -> None:
    fragment = Fragment({"tumour_dim_1": {"value": 38, "unit": "cm"}})
    assert BY_SLUG["ct_abdomen"].form(fragment).errors == {}


def test_the_preview_counts_an_unlikely_value(client: Client, case: Case) -> None:
    data = opened(client, case, "labs", haemoglobin="3", haemoglobin__unit="g/dL")
    data |= {"haemoglobin__lower": "13.5"}
    html = client.post(reverse("scoring:preview", args=[case.uid]), data).content.decode()
    assert "3 g/dL" in html


@pytest.mark.parametrize("word", ["on", "38", "\x00", "\ufffd", "x" * 9000, "<b>38 cm</b>"])
def test_any_other_word_confirms_nothing(client: Client, case: Case, word: str) -> None:
    asked = save(client, case, "ct_abdomen", **SIZE, tumour_dim_1__confirmed=word)
    assert (asked.status_code, errors_of(asked)) == (422, ASKED)
    assert "tumour_dim_1__confirmed" not in form_of(asked.content.decode())
