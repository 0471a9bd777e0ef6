"""Two ways to work a page: with a pointer, and with the keyboard alone. Both count what they do."""

import datetime
from dataclasses import dataclass
from typing import Protocol

from playwright.sync_api import Locator, Page, expect

from tests.browser.line import phrase
from tests.browser.parts import Part

MOST_TABS = 400  # far more than any page has stops
IS_REACHED = """control => {
    const active = document.activeElement;
    const isSameGroup = control.type === "radio" && active.name === control.name;
    return active === control || isSameGroup;
}"""


@dataclass
class Count:
    """presses: clicks, and keys that are not text; each key of a chord is one.

    characters: text typed into inputs, the line included.
    """

    presses: int = 0
    characters: int = 0


class Hands(Protocol):
    """What a person does to a page. Controls are worked in the order of the page."""

    page: Page
    count: Count

    def follow(self, link: Locator) -> None:
        """Activate a link, a button or a disclosure."""

    def write(self, control: Locator, text: str) -> None:
        """Type into an empty text input."""

    def pick_day(self, control: Locator, day: datetime.date) -> None:
        """Enter a day into an empty date input."""

    def start_case(self) -> None:
        """Ask for a new case, from the list of cases."""

    def enter_main(self) -> None:
        """Go from the top of a page to its content."""

    def enter(self, part: Part) -> None:
        """Enter one part of a value into the form of a section."""

    def save(self) -> None:
        """Save and stay."""

    def save_and_go_on(self) -> None:
        """Save and open the next section."""


class Pointer:
    """Clicks, as with a mouse; text is typed where it was clicked."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, Count()

    def follow(self, link: Locator) -> None:
        link.click()
        self.count.presses += 1

    def write(self, control: Locator, text: str) -> None:
        self.follow(control)
        self.page.keyboard.type(text)
        self.count.characters += len(text)

    def pick_day(self, control: Locator, day: datetime.date) -> None:
        """As the browser's calendar leaves it; its window cannot be clicked from here."""
        control.fill(day.isoformat())
        self.count.presses += 2

    def start_case(self) -> None:
        self.follow(self.page.locator("[data-shortcut=n]"))

    def enter_main(self) -> None:
        """Nothing to do: the eye finds it."""

    def enter(self, part: Part) -> None:
        control = self.page.locator(f'#section-form [name="{part.name}"]')
        more = control.first.locator("xpath=ancestor::details[not(@open)]/summary")
        if more.count():
            self.page.locator(f"#div_id_{part.field}").hover()
            self.follow(more)
        if control.first.evaluate("control => control.tagName") == "SELECT":
            control.select_option(part.text)
            self.count.presses += 2  # the list is opened, an option is chosen
        elif control.first.get_attribute("type") in ("radio", "checkbox"):
            chosen = self.page.locator(f'[name="{part.name}"][value="{part.text}"]')
            self.follow(chosen.locator("xpath=ancestor::label"))
        else:
            self.write(control, part.text)

    def save(self) -> None:
        self.follow(self.page.get_by_role("button", name="Save", exact=True))

    def save_and_go_on(self) -> None:
        self.follow(self.page.get_by_role("button", name="Save and next"))


class Keyboard:
    """Keys alone: Tab to reach, Enter to press, the line for what is entered. No focus() call."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, Count()

    def follow(self, link: Locator) -> None:
        self._reach(link)
        self._press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self._reach(control)
        self._type(text)

    def pick_day(self, control: Locator, day: datetime.date) -> None:
        """Month, day, year: the parts in the order of the browser's own language."""
        self._reach(control)
        self._type(f"{day:%m%d%Y}")

    def start_case(self) -> None:
        self._press("n")

    def enter_main(self) -> None:
        self.follow(self.page.get_by_role("link", name="Skip to the content"))

    def enter(self, part: Part) -> None:
        """Says the field and the value; the line answers with what it has set."""
        line = self.page.locator("#line")
        text, label = phrase(self.page, part)
        if not line.is_visible():
            self._press("Control+k")
        self._type(text)
        self._press("Enter")
        expect(line.get_by_role("status")).to_contain_text(f"Set. {label}")

    def save(self) -> None:
        self._press("Control+s")

    def save_and_go_on(self) -> None:
        self._press("Control+Enter")

    def _press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.count.presses += len(key.split("+"))

    def _type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count.characters += len(text)

    def _reach(self, control: Locator) -> None:
        """Tab until the control has the focus; fails when Tab never comes there."""
        for _step in range(MOST_TABS):
            if control.evaluate(IS_REACHED):
                return
            self._press("Tab")
        raise AssertionError(f"Tab does not reach {control}")
