"""A headless Chromium, pages of it, and a page's visitor who signs in by the real sign-in page."""

import os
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from conftest import PASSWORD

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
CHROMIUM_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs the browser."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; CHROMIUM names its program."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ["CHROMIUM"], args=CHROMIUM_SWITCHES
        )
        yield chromium
        chromium.close()


@dataclass
class Faults:
    """What pages said on the console. A refusal a test provokes is expected by its status."""

    expected_statuses: set[int] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Listen to a page: errors, warnings (where a broken policy is told), exceptions."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.seen.append(f"exception: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"{message.type}: {message.text} ({message.location['url']})")

    def unexpected(self) -> list[str]:
        """What was seen, without the browser's own notes on the statuses expected.

        Scores asked for anew while an answer is on its way abort the older request: no fault.
        """
        statuses = "|".join(map(str, self.expected_statuses)) or "none"
        note = re.compile(rf"(responded with a status of|Response Status Error Code) ({statuses})")
        seen: list[str] = []
        for line in self.seen:
            if "htmx:sendAbort" in line and seen and "htmx:afterRequest" in seen[-1]:
                seen.pop()
            elif not note.search(line):
                seen.append(line)
        return seen


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Fails the test at its end when a page had anything to complain of."""
    found = Faults()
    yield found
    assert found.unexpected() == []


@dataclass
class Visitor:
    """Opens pages of the live server; each has a browser of its own, without cookies."""

    browser: Browser
    server: LiveServer
    faults: Faults
    contexts: list[Any] = field(default_factory=list)

    def page(self, size: dict[str, int] | None = None, **options: Any) -> Page:
        """A page at the sign-in form; options as for Browser.new_context."""
        context = self.browser.new_context(
            base_url=self.server.url, viewport=size or DESK, **options
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        self.faults.watch(page)
        page.goto("/")
        return page

    def signed_in(self, user: User, size: dict[str, int] | None = None, **options: Any) -> Page:
        """A page at the list of cases, after signing in."""
        page = self.page(size, **options)
        page.get_by_label("E-mail").fill(user.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Cases", level=1)).to_be_visible()
        return page


@pytest.fixture
def visitor(browser: Browser, live_server: LiveServer, faults: Faults) -> Iterator[Visitor]:
    visiting = Visitor(browser, live_server, faults)
    yield visiting
    for context in visiting.contexts:
        context.close()
    await_answers()


def await_answers() -> None:
    """A draft may still be on its way: emptying the database meanwhile would lock against it."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=5)


@pytest.fixture
def sign_in(visitor: Visitor) -> Callable[..., Page]:
    """`sign_in(user, size, **options)`: a page at the list of cases."""
    return visitor.signed_in
