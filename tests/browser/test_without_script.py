"""Pages save without script: it only adds comfort."""

from playwright.sync_api import expect

from accounts.models import User
from cases.document import load_document
from cases.models import Case
from tests.browser.conftest import Visitor
from tests.browser.states import address
from tests.browser.typist import SAVED


def test_a_finding_and_a_number_are_saved_without_script(
    visitor: Visitor, clinician: User, case: Case
) -> None:
    page = visitor.signed_in(clinician, java_script_enabled=False)
    page.goto(address(case, "ct_abdomen"))
    page.locator('label:has([name="invades_ivc"][value="present"])').click()
    page.get_by_label("Tumour size, first", exact=True).fill("12.50")
    page.locator('[name="tumour_dim_1__unit"]').select_option("cm")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(SAVED)).to_be_visible()

    (row,) = load_document(case.pk)["ct_abdomen"]
    assert row["invades_ivc"] == "present"
    assert {key: str(value) for key, value in row["tumour_dim_1"].items()} == {
        "value": "12.50",
        "unit": "cm",
    }


def test_the_map_shows_what_was_saved_without_script(
    visitor: Visitor, clinician: User, case: Case
) -> None:
    page = visitor.signed_in(clinician, java_script_enabled=False)
    page.goto(address(case, "ct_abdomen"))
    page.locator('#section-form [name="ivc_lower"]').select_option("infrarenal")
    page.locator('#section-form [name="ivc_upper"]').select_option("suprarenal")
    page.locator('label:has([name="invades_right_renal_vein"][value="present"])').click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(page.locator("#cava-map-said")).to_have_text(
        "Lower limit in the cava: infrarenal cava; Upper limit in the cava: suprarenal cava; "
        "present: right renal vein"
    )
    expect(page.locator(".cava-level.is-within")).to_have_count(3)
    expect(page.get_by_text("Press a level")).to_be_hidden()
    expect(page.get_by_role("button", name="right kidney")).to_be_hidden()


def test_the_karnofsky_status_of_a_saved_ecog_is_named_without_script(
    visitor: Visitor, clinician: User, case: Case
) -> None:
    page = visitor.signed_in(clinician, java_script_enabled=False)
    page.goto(address(case, "presentation"))
    told = page.locator("#div_id_kps").get_by_text("corresponds to Karnofsky").filter(visible=True)
    expect(told).to_have_count(0)
    page.locator('[name="ecog"]').fill("2")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text(SAVED)).to_be_visible()
    expect(told).to_have_text("ECOG 2 corresponds to Karnofsky 60 or 50")
