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
