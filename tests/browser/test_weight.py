"""Every page is light: few requests and few bytes, on the first visit and on the next."""

import io
import os
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, Page

from accounts.models import Membership, Role, User
from cases.images.picture import Picture, read_picture
from cases.images.services import Upload, add_images
from cases.models import Case
from cases.tests.pictures import encoded, jpeg
from ivcboard.local.application import Application
from ivcboard.local.installation import Installation, free_port
from tests.browser.conftest import Faults, Visitor
from tests.faults.report import COMMIT
from tests.test_guards import GOOD_KEY, database_url

MOST_REQUESTS, MOST_FIRST_KB, MOST_AGAIN_KB = 8, 120, 60
PATIENCE = 10  # seconds from a page's being shown until the last of its files is counted
REPORT: Path = settings.VAR_DIR / "reports" / "weight.txt"
# Of a case, as its rail links them, and those that stand by themselves.
CASE_LINKS = """uid => [...new Set([...document.querySelectorAll("a[href]")]
    .map(link => link.pathname).filter(path => path.includes(uid)))]"""
DRAWN = "images => images.map(image => image.complete && image.naturalWidth > 100)"
ALONE = ["/cases/", "/follow-up/", "/how-we-score/", "/knowledge/", "/no-such-page/"]


@dataclass
class Load:
    """What one visit of a page took from the network; sizes in bytes, headers included.

    sizes: by the browser's number of the request. under_way: those of which the end is not told.
    foreign: of other servers.
    """

    sizes: dict[str, float] = field(default_factory=dict)
    under_way: set[str] = field(default_factory=set)
    foreign: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return len(self.sizes)

    @property
    def kilobytes(self) -> float:
        return sum(self.sizes.values()) / 1000


@dataclass
class Scale:
    """Weighs what a page's window loads, by the browser's own count."""

    page: Page
    load: Load = field(default_factory=Load)

    def __post_init__(self) -> None:
        self.devtools = self.page.context.new_cdp_session(self.page)
        self.devtools.send("Network.enable")
        self.devtools.on("Network.requestWillBeSent", self._sent)
        self.devtools.on("Network.requestServedFromCache", self._was_cached)
        self.devtools.on("Network.loadingFinished", self._finished)
        self.devtools.on("Network.loadingFailed", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        place = urlsplit(event["request"]["url"])
        if place.scheme == "data":
            return
        self.load.sizes[event["requestId"]] = 0
        self.load.under_way.add(event["requestId"])
        if place.hostname != "localhost":
            self.load.foreign.append(place.geturl())

    def _was_cached(self, event: dict[str, Any]) -> None:
        self.load.sizes.pop(event["requestId"], None)
        self.load.under_way.discard(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self.load.sizes:
            self.load.sizes[event["requestId"]] += event.get("encodedDataLength", 0)
        self.load.under_way.discard(event["requestId"])

    def weigh(self, path: str) -> Load:
        self.load = Load()
        self.page.goto(path, wait_until="load")
        deadline = time.monotonic() + PATIENCE
        while self.load.under_way:
            assert time.monotonic() < deadline, f"{path}: {self.load}"
            self.page.wait_for_timeout(10)
        return self.load

    def empty_cache(self) -> None:
        self.devtools.send("Network.clearBrowserCache")


@pytest.fixture
def web(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The address of the web as `make run` starts it, over the test's database."""
    port = free_port()
    env = os.environ | {
        "DATABASE_URL": database_url(),
        "SECRET_KEY": GOOD_KEY,
        "DEBUG": "1",
        "ALLOWED_HOSTS": "localhost",
        "VAR_DIR": str(tmp_path),
    }
    application = Application(Installation.open(tmp_path), env, port)
    process = application.processes()[0]
    process.start()
    process.wait_until(lambda: application.answers(process), 60)
    yield f"http://localhost:{port}"
    process.stop()


@pytest.fixture
def page(web: str, browser: Browser, faults: Faults, clinician: User) -> Iterator[Page]:
    """Signed in as somebody who sees all pages of a case."""
    faults.expected_statuses |= {404}
    at = clinician.memberships.get().centre
    Membership.objects.create(user=clinician, centre=at, role=Role.LEAD)
    visitor = Visitor(browser, SimpleNamespace(url=web), faults)  # type: ignore[arg-type]
    yield visitor.signed_in(clinician)
    for context in visitor.contexts:
        context.close()


def pages_of(page: Page, case: Case) -> list[str]:
    """Every page that the case's own page links to, each with the paper's patient in it."""
    page.goto(case.get_absolute_url())
    return sorted(page.evaluate(CASE_LINKS, str(case.uid)))


def test_every_page_is_light(page: Page, paper_patient: Case) -> None:
    scale, lines, heavy = Scale(page), [], []
    addresses = [*ALONE, *pages_of(page, paper_patient)]
    for address in addresses:
        scale.empty_cache()
        first, again = scale.weigh(address), scale.weigh(address)
        name = address.replace(str(paper_patient.uid), "CASE")
        lines.append(
            f"{name:<34} first {first.requests:>2} requests {first.kilobytes:>6.1f} kB"
            f"   again {again.requests:>2} requests {again.kilobytes:>6.1f} kB"
        )
        if (
            max(first.requests, again.requests) > MOST_REQUESTS
            or first.kilobytes > MOST_FIRST_KB
            or again.kilobytes > MOST_AGAIN_KB
            or first.foreign
        ):
            heavy.append(lines[-1])
    write(lines)
    assert heavy == []
    assert len(addresses) >= 20


def test_a_dozen_pictures_are_no_dozen_requests(
    page: Page, paper_patient: Case, clinician: User, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # where the web under test looks
    pictures = [read(data) for data in [jpeg(), *[scan(number) for number in range(11)]]]
    upload = Upload(paper_patient, pictures, {}, uuid.uuid4())
    address, scale = add_images(upload, by=clinician), Scale(page)
    scale.empty_cache()
    first, again = scale.weigh(address), scale.weigh(address)
    assert page.locator(".thumbnails img").evaluate_all(DRAWN) == [True] * 12
    assert max(first.requests, again.requests) <= MOST_REQUESTS
    assert (first.kilobytes <= MOST_FIRST_KB, again.kilobytes <= MOST_AGAIN_KB) == (True, True)


def scan(seed: int) -> bytes:
    """A picture as grey and as uneven as one of a scan; JPEG."""
    noise = Image.effect_noise((1200, 800), 40 + seed)
    return encoded(noise.filter(ImageFilter.GaussianBlur(3)))


def read(data: bytes) -> Picture:
    return read_picture(io.BytesIO(data), len(data))


def write(lines: list[str]) -> None:
    """A table of all pages, with the commit."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    head = f"weight of pages, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {COMMIT}"
    REPORT.write_text("\n".join([head, *lines]) + "\n")
