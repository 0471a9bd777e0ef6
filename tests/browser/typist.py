"""Enters a document of the case format into the pages, control by control, as a person would."""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page, expect

from cases.sections import BY_SLUG, Section
from conftest import PASSWORD
from tests.browser.hands import Hands

SAVED = re.compile(r"^\s*Saved \d\d:\d\d\s*$")


class Typist:
    """Knows where each part of a value is typed; the hands know how."""

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
        self.hands.follow(self.page.get_by_role("button", name="New case"))
        self.hands.write(self.page.get_by_label("Local record number"), record_number)
        self.hands.follow(self.page.get_by_role("button", name="Save and next"))
        expect(self.page.locator("#section-form")).to_be_visible()

    def enter_document(self, document: Mapping[str, Any]) -> None:
        """Every section of a document, each saved."""
        for slug, section in BY_SLUG.items():
            rows = document.get(slug, [])
            for index, row in enumerate(rows if section.is_many else [rows] if rows else []):
                self.open_section(section)
                if index:
                    self.hands.follow(self.page.get_by_role("link", name="+ Add"))
                self.enter_row(section, row)
                self.save()

    def open_section(self, section: Section) -> None:
        """By the rail."""
        self.hands.follow(self.page.locator(f'nav.rail a[href*="/{section.slug}/"]'))
        title = self.page.get_by_role("heading", name=str(section.title), level=1, exact=True)
        expect(title).to_be_visible()

    def enter_row(self, section: Section, row: Mapping[str, Any]) -> None:
        """The fields of a row, in the order of the form."""
        self.hands.enter_main()
        for name in section.kinds:
            if name in row:
                value = row[name]
                self._enter(name, value if isinstance(value, Mapping) else {"value": value})

    def save(self) -> None:
        """Press Save and see that it was done."""
        self.hands.follow(self.page.get_by_role("button", name="Save", exact=True))
        expect(self.page.locator("main").get_by_text(SAVED)).to_be_visible()

    def _enter(self, name: str, value: Mapping[str, Any]) -> None:
        """One value, in the order in which its controls stand on the page."""
        self._set(f"{name}__comparator", value.get("comparator"))
        self._set(name, value.get("value"))
        self._enter_unit(name, value.get("unit"))
        self._set(f"{name}__result", value.get("result"))
        for limit in ("lower", "upper"):
            self._set(f"{name}__{limit}", self._limit(value, limit))
        self._set(f"{name}__equation", value.get("equation"))
        if {"missing", "source", "alternatives"} & set(value):
            self.hands.follow(self.page.locator(f"#div_id_{name} details.more > summary"))
            self._set(f"{name}__missing", value.get("missing"))
            self._set(f"{name}__source", value.get("source"))
            for index, other in enumerate(value.get("alternatives", ())):
                self._set(f"{name}__other-{index}", other["value"])
                self._set(f"{name}__other-{index}__source", other.get("source"))

    def _limit(self, value: Mapping[str, Any], limit: str) -> Any:
        """A limit is typed in the unit of its value."""
        if limit not in value:
            return None
        assert value[limit]["unit"] == value["unit"]
        return value[limit]["value"]

    def _enter_unit(self, name: str, unit: str | None) -> None:
        """A measure with one unit only shows it."""
        if unit is None:
            return
        if self._control(f"{name}__unit").count():
            self._set(f"{name}__unit", unit)
        else:
            expect(self.page.locator(f"#div_id_{name} .unit")).to_be_visible()

    def _set(self, name: str, value: Any) -> None:
        """Whatever control has the name: select, radio buttons, chips or a text input."""
        if value is None:
            return
        control = self._control(name)
        if control.first.evaluate("control => control.tagName") == "SELECT":
            self.hands.choose(control, value)
        elif control.first.get_attribute("type") in ("radio", "checkbox"):
            for word in self._in_page_order(control, value):
                self.hands.mark(self.page.locator(f'[name="{name}"][value="{word}"]'))
        else:
            self.hands.write(control, str(value))

    def _in_page_order(self, control: Locator, value: Any) -> list[str]:
        words: list[str] = control.evaluate_all("controls => controls.map(one => one.value)")
        chosen = value if isinstance(value, list) else [value]
        assert set(chosen) <= set(words)
        return [word for word in words if word in chosen]

    def _control(self, name: str) -> Locator:
        return self.page.locator(f'#section-form [name="{name}"]')
