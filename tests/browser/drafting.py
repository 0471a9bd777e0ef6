"""Typing into the presentation of a case, and what its page says of what is saved."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from cases.models import Case, Presentation
from tests.browser.conftest import Faults, Visitor
from tests.browser.states import address

KEPT = re.compile(r"^Draft kept \d\d:\d\d$")
AT_ONCE = 1_000  # milliseconds within which a person is told
ON_THE_SERVER = 3_000  # milliseconds of typing that may be lost
DRAFTS = re.compile(r"/draft/$")


def field(page: Page, name: str = "comorbidities") -> Locator:
    return page.locator(f'#section-form [name="{name}"]').first


def type_into(page: Page, text: str, name: str = "comorbidities") -> None:
    field(page, name).press_sequentially(text)


def expect_kept(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text(KEPT, timeout=ON_THE_SERVER)


def expect_kept_later(page: Page) -> None:
    """A request that hung is given up first."""
    expect(page.locator("#save-state")).to_have_text(KEPT, timeout=12_000)
    expect(not_saved(page)).to_be_hidden()


def not_saved(page: Page) -> Locator:
    return page.get_by_role("alert").get_by_text("Not saved, keep this tab open.")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def another_tab(page: Page, url: str, faults: Faults) -> Page:
    other = page.context.new_page()
    faults.watch(other)
    other.goto(url)
    return other


def comorbidities() -> list[str | None]:
    return list(Presentation.objects.values_list("comorbidities", flat=True))


@pytest.fixture
def page(visitor: Visitor, clinician: User, case: Case) -> Page:
    """The presentation of an empty case."""
    opened = visitor.signed_in(clinician)
    opened.goto(address(case, "presentation"))
    return opened
