"""Enters a document of the case format into the pages, part by part, as a person would."""

import itertools
import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

from cases.sections import SECTIONS, Section
from conftest import PASSWORD
from tests.browser.hands import Hands
from tests.browser.parts import parts_of

SAVED = re.compile(r"^\s*Saved \d\d:\d\d\s*$")


class Typist:
    """Knows what is entered where; the hands know how."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.page: Page = hands.page

    def sign_in(self, email: str) -> None:
        """From the sign-in page to the list of cases."""
        self.hands.write(self.page.get_by_label("E-mail"), email)
        self.hands.write(self.page.get_by_label("Password"), PASSWORD)
        self.hands.follow(self.page.get_by_role("button", name="Sign in"))
        expect(self.page.get_by_role("heading", name="Cases", level=1)).to_be_visible()

    def start_case(self, record_number: str) -> None:
        """From the list of cases to the first section of a new one."""
        self.page.wait_for_load_state()
        self.hands.start_case()
        expect(self.page.get_by_role("heading", name="Identity", level=1)).to_be_visible()
        self.hands.enter_main()
        self.hands.write(self.page.get_by_label("Local record number"), record_number)
        self.hands.follow(self.page.get_by_role("button", name="Save and next"))
        self._expect_section(SECTIONS[0])

    def enter_document(self, document: Mapping[str, Any]) -> None:
        """Section by section from the first on, each saved; empty ones are passed."""
        wanted = [section for section in SECTIONS if section.slug in document]
        for section, following in itertools.pairwise(SECTIONS):
            if section in wanted:
                self._enter_section(section, document[section.slug])
            if section == wanted[-1]:
                self.save()
                return
            self.hands.save_and_go_on()
            self._expect_section(following)

    def save(self) -> None:
        """Save, and see that it was done: on the page that answers, not the one before."""
        with self.page.expect_navigation():
            self.hands.save()
        expect(self.page.locator("main").get_by_text(SAVED)).to_be_visible()
        self.page.wait_for_load_state()

    def _enter_section(self, section: Section, rows: Any) -> None:
        """The last row is saved in going on; an empty one would only be passed, so it is saved."""
        (row,) = rows if section.is_many else [rows]
        for name in section.kinds:
            for part in parts_of(name, row[name]) if name in row else ():
                self.hands.enter(part)
        if not set(row) - {"uid"}:
            self.save()

    def _expect_section(self, section: Section) -> None:
        """Opened, and ready for keys: no person is as fast as the browser's scripts."""
        title = self.page.get_by_role("heading", name=str(section.title), level=1, exact=True)
        expect(title).to_be_visible()
        self.page.wait_for_load_state()
