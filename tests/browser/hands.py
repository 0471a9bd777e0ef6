"""Two ways to work a page: with a pointer, and with the keyboard alone."""

import datetime
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 400  # far more than any page has stops
IS_REACHED = """control => {
    const active = document.activeElement;
    const isSameGroup = control.type === "radio" && active.name === control.name;
    return active === control || isSameGroup;
}"""


class Hands(Protocol):
    """What a person does to one control. Controls are worked in the order of the page."""

    page: Page

    def follow(self, link: Locator) -> None:
        """Activate a link, a button or a disclosure."""

    def write(self, control: Locator, text: str) -> None:
        """Type into an empty text input."""

    def pick_day(self, control: Locator, day: datetime.date) -> None:
        """Enter a day into an empty date input."""

    def choose(self, control: Locator, value: str) -> None:
        """Choose an option of a select by its value."""

    def mark(self, control: Locator) -> None:
        """Set a radio button or an empty checkbox."""

    def enter_main(self) -> None:
        """Go from the top of a page to its content."""


class Pointer:
    """Clicks, as with a mouse; text is typed where it was clicked."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, link: Locator) -> None:
        link.click()

    def write(self, control: Locator, text: str) -> None:
        control.click()
        self.page.keyboard.type(text)

    def pick_day(self, control: Locator, day: datetime.date) -> None:
        """As the browser's calendar leaves it; its window cannot be clicked from here."""
        control.fill(day.isoformat())

    def choose(self, control: Locator, value: str) -> None:
        control.select_option(value)

    def mark(self, control: Locator) -> None:
        control.locator("xpath=ancestor::label").click()

    def enter_main(self) -> None:
        """Nothing to do: the eye finds it."""


class Keyboard:
    """Keys alone: Tab to reach, arrows to choose, Space and Enter to press. No focus() call."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, link: Locator) -> None:
        self._reach(link)
        self.page.keyboard.press("Enter")

    def write(self, control: Locator, text: str) -> None:
        self._reach(control)
        self.page.keyboard.type(text)

    def pick_day(self, control: Locator, day: datetime.date) -> None:
        """Month, day, year: the parts in the order of the browser's own language."""
        self._reach(control)
        self.page.keyboard.type(f"{day:%m%d%Y}")

    def choose(self, control: Locator, value: str) -> None:
        self._reach(control)
        for _step in range(control.locator("option").count()):
            if control.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        assert control.input_value() == value

    def mark(self, control: Locator) -> None:
        self._reach(control)
        if control.get_attribute("type") == "checkbox":
            self.page.keyboard.press("Space")
        group = self.page.locator(f'[name="{control.get_attribute("name")}"]')
        for _step in range(group.count()):
            if control.is_checked():
                return
            self.page.keyboard.press("ArrowRight")
        assert control.is_checked()

    def enter_main(self) -> None:
        self.follow(self.page.get_by_role("link", name="Skip to the content"))

    def _reach(self, control: Locator) -> None:
        """Tab until the control has the focus; fails when Tab never comes there."""
        for _step in range(MOST_TABS):
            if control.evaluate(IS_REACHED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {control}")
