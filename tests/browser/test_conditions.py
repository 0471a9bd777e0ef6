"""What a page asks depends on what was answered, and an unlikely value needs a word."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from cases.document import load_document
from cases.models import Case
from tests.browser.conftest import Visitor
from tests.browser.states import address
from tests.browser.typist import SAVED


@pytest.fixture
def page(visitor: Visitor, clinician: User) -> Page:
    return visitor.signed_in(clinician)


def shown(page: Page) -> list[str]:
    """The fields of the form that can be seen, in order."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("#section-form .field")]
            .filter(field => field.checkVisibility()).map(field => field.id.slice(7))"""
    )
    return found


def answer(page: Page, name: str, word: str) -> None:
    page.locator(f'label:has([name="{name}"][value="{word}"])').click()


def test_of_an_operation_that_did_not_take_place_nothing_is_asked(page: Page, case: Case) -> None:
    page.goto(address(case, "surgery"))
    assert "approach" in shown(page)
    answer(page, "operated", "absent")
    assert shown(page) == ["operated"]
    answer(page, "operated", "present")
    assert "approach" in shown(page)


def test_what_hangs_on_a_hidden_field_is_hidden_with_it(page: Page, case: Case) -> None:
    page.goto(address(case, "surgery"))
    asked = {"nephrectomy_side", "reconstruction_material", "blood_loss"}
    assert asked & set(shown(page)) == {"nephrectomy_side", "blood_loss"}
    page.locator('[name="ivc_reconstruction"]').select_option("patch")
    assert asked & set(shown(page)) == asked
    page.locator('[name="nephrectomy"]').select_option("none")
    page.locator('[name="ivc_reconstruction"]').select_option("primary_suture")
    assert asked & set(shown(page)) == {"blood_loss"}


def test_a_blood_loss_is_asked_for_unless_there_was_no_bleeding(page: Page, case: Case) -> None:
    page.goto(address(case, "surgery"))
    for word, is_asked in [("", True), ("present", True), ("absent", False), ("equivocal", True)]:
        if word:
            answer(page, "intraoperative_haemorrhage", word)
        assert ("blood_loss" in shown(page)) == is_asked


def test_a_death_is_asked_about_when_the_patient_is_dead(page: Page, case: Case) -> None:
    page.goto(address(case, "follow_up"))
    state, asked = page.locator('[name="vital_status"]'), {"death_date", "cause_of_death"}
    for word, expected in [("dead_other", asked), ("lost", set()), ("dead_unknown", asked)]:
        state.select_option(word)
        assert asked & set(shown(page)) == expected


def test_an_answer_that_does_not_apply_stays_in_sight(page: Page, case: Case) -> None:
    page.goto(address(case, "surgery"))
    page.locator('[name="approach"]').select_option("robotic")
    answer(page, "operated", "absent")
    assert shown(page) == ["operated", "approach"]


def test_an_unlikely_value_is_kept_after_a_reload_and_a_word(
    visitor: Visitor, page: Page, case: Case
) -> None:
    visitor.faults.expected_statuses.add(422)
    page.goto(address(case, "ct_abdomen"))
    page.locator('[name="tumour_dim_1"]').fill("38 cm")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#error-summary a")).to_have_text(
        "Tumour size, first: 38 cm is above 20 cm. Is that right?"
    )
    page.get_by_label("Yes, 38 cm is right").check()
    expect(page.get_by_text("Draft kept")).to_be_visible()
    page.goto(address(case, "ct_abdomen"))
    expect(page.get_by_label("Yes, 38 cm is right")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    (row,) = load_document(case.pk)["ct_abdomen"]
    assert (int(row["tumour_dim_1"]["value"]), row["tumour_dim_1"]["unit"]) == (38, "cm")


def test_ecog_names_the_karnofsky_status_and_fills_in_nothing(page: Page, case: Case) -> None:
    page.goto(address(case, "presentation"))
    told = page.locator("#div_id_kps").get_by_text("corresponds to Karnofsky")
    said = told.filter(visible=True)
    expect(said).to_have_count(0)
    page.locator('[name="ecog"]').fill("1")
    expect(said).to_have_text("ECOG 1 corresponds to Karnofsky 80 or 70")
    expect(page.locator('[name="kps"]')).to_have_value("")
    page.locator('[name="ecog"]').fill("0")
    expect(said).to_have_text("ECOG 0 corresponds to Karnofsky 100 or 90")
    page.locator('[name="kps"]').fill("90")
    expect(said).to_have_count(0)
