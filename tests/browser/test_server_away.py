"""A server that is killed and started again under an open form: what was typed stays."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, expect

from accounts.models import User
from cases.models import Case, Draft, Presentation
from ivcboard.local.installation import free_port
from tests.browser.conftest import Faults, Visitor
from tests.browser.drafting import expect_kept, expect_kept_later, not_saved, save, type_into
from tests.browser.drafting import field as control
from tests.browser.states import address
from tests.browser.typist import SAVED

START_SECONDS = 30


@dataclass
class Gunicorn:
    """The web of production on the tests' database; `url` stays the same over restarts."""

    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        words = ["-m", "gunicorn", "ivcboard.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(
            [sys.executable, *words, "--worker-class", "gthread", "--threads", "4"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": database_url(), "DEBUG": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            assert time.monotonic() < end
            time.sleep(0.1)

    def answers(self) -> bool:
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """With its workers, and without a goodbye; gone when the last of them has let go."""
        if self.process:
            os.killpg(self.process.pid, 9)
            self.process.wait()
            self.process = None
        while self.answers():
            time.sleep(0.02)


def database_url() -> str:
    """The address of the database that the tests are connected to."""
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{quote(at['PASSWORD'])}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.fixture
def gunicorn(transactional_db: None) -> Iterator[Gunicorn]:
    started = Gunicorn()
    started.start()
    yield started
    started.kill()


@pytest.fixture
def visitor(browser: Browser, gunicorn: Any, faults: Faults) -> Iterator[Visitor]:
    visiting = Visitor(browser, gunicorn, faults)
    yield visiting
    faults.seen.clear()  # refused connections are what these tests are about
    for context in visiting.contexts:
        context.close()


def test_what_was_typed_meanwhile_is_kept_and_saved(
    visitor: Visitor, gunicorn: Gunicorn, clinician: User, case: Case
) -> None:
    page = visitor.signed_in(clinician)
    page.goto(address(case, "presentation"))
    type_into(page, "dia")
    expect_kept(page)

    gunicorn.kill()
    type_into(page, "betes")
    expect(not_saved(page)).to_be_visible(timeout=3_000)
    save(page)
    expect(control(page)).to_have_value("diabetes")

    gunicorn.start()
    expect(page.get_by_text("Back again. Press Save.")).to_be_visible(timeout=12_000)
    assert Draft.objects.count() == 1
    save(page)
    expect(page.get_by_text(SAVED)).to_be_visible()
    assert (Presentation.objects.get().comorbidities, Draft.objects.count()) == ("diabetes", 0)


def test_a_tab_opened_after_the_restart_shows_the_draft(
    visitor: Visitor, gunicorn: Gunicorn, clinician: User, case: Case
) -> None:
    page = visitor.signed_in(clinician)
    page.goto(address(case, "presentation"))
    type_into(page, "diabetes")
    expect_kept(page)
    gunicorn.kill()
    gunicorn.start()
    other = page.context.new_page()
    other.goto(address(case, "presentation"))
    expect(control(other)).to_have_value("diabetes")
    type_into(page, ", asthma")
    expect_kept_later(page)
    third = page.context.new_page()
    third.goto(address(case, "presentation"))
    expect(control(third)).to_have_value("diabetes, asthma")
