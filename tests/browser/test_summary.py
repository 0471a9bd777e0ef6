"""The summary on paper: exactly one A4 page, whatever the case holds; and on the screen."""

import io
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page
from pypdf import PdfReader

from accounts.models import Centre, User
from board.tests.dense import add_follow_up, add_pictures, dense_case
from cases.models import Case
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_accessibility import layout_faults, violations

POINTS = 72 / 25.4  # a millimetre in points
A4 = (210, 297)
KINDS = ["paper", "empty", "dense", "disputed", "older"]
LOADED = """() => [...document.querySelectorAll('.paper-images img')]
    .filter(one => one.complete && one.naturalWidth > 0).length"""
CLIPPED = """() => [...document.querySelectorAll('.paper *')]
    .filter(one => one.clientWidth && !one.closest('svg'))
    .filter(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 8)
    .filter(one => getComputedStyle(one).overflow !== 'visible')
    .map(one => one.className)"""


@pytest.fixture
def cases(
    clinician: User,
    centre: Centre,
    case: Case,
    paper_patient: Case,
    settings: Any,
    tmp_path: Path,
) -> dict[str, Case]:
    """Those that are dense have key images."""
    settings.MEDIA_ROOT = tmp_path
    dense = {
        "dense": dense_case(centre),
        "disputed": dense_case(centre, is_disputed=True),
        "older": dense_case(centre, is_older=True),
    }
    for each in dense.values():
        add_follow_up(each, clinician)
        add_pictures(each)
    return {"paper": paper_patient, "empty": case, **dense}


def address(case: Case) -> str:
    return reverse("board:summary", args=[case.uid])


def printed(page: Page) -> PdfReader:
    """What the printer would get."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    return PdfReader(io.BytesIO(pdf))


def words(text: str) -> str:
    """On one line; letters that print joins, such as those of "first", taken apart again."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def text_of(reader: PdfReader) -> str:
    return words(" ".join(page.extract_text() for page in reader.pages))


@pytest.mark.parametrize("kind", KINDS)
def test_is_one_a4_page(
    sign_in: Callable[..., Page], clinician: User, cases: dict[str, Case], kind: str
) -> None:
    page = sign_in(clinician)
    page.goto(address(cases[kind]))
    reader = printed(page)
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert [round(float(side) / POINTS) for side in (box.width, box.height)] == list(A4)


def test_the_page_in_print_says_what_the_screen_says(
    sign_in: Callable[..., Page], clinician: User, cases: dict[str, Case]
) -> None:
    page = sign_in(clinician, color_scheme="dark")
    page.goto(address(cases["paper"]))
    text = text_of(printed(page))
    shown = page.locator(
        ".paper h1, .paper h2, .score-headline, .paper-diagnosis, .items li"
    ).all_inner_texts()
    assert len(shown) > 20
    assert [line for line in shown if words(line) not in text] == []
    assert "Open the record" not in text
    assert "An aid to the board, not advice" in text


def test_a_case_that_does_not_fit_says_how_much_more_there_is(
    sign_in: Callable[..., Page], clinician: User, cases: dict[str, Case]
) -> None:
    page = sign_in(clinician)
    page.goto(address(cases["dense"]))
    more = page.locator(".fact-more", has_text="more entr").all_inner_texts()
    text = text_of(printed(page))
    assert len(more) >= 3
    assert [line for line in more if words(line) not in text] == []
    page.emulate_media(media="print")
    assert page.evaluate(CLIPPED) == []


def test_two_key_images_are_printed(
    sign_in: Callable[..., Page], clinician: User, cases: dict[str, Case]
) -> None:
    page = sign_in(clinician)
    for kind, count in (("paper", 0), ("dense", 2)):
        page.goto(address(cases[kind]))
        assert page.evaluate(LOADED) == count
        assert len(printed(page).pages[0].images) == count


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_stands_in_anybodys_way(
    sign_in: Callable[..., Page],
    clinician: User,
    cases: dict[str, Case],
    kind: str,
    size: dict[str, int],
) -> None:
    page = sign_in(clinician, size, reduced_motion="reduce")
    page.goto(address(cases[kind]))
    page.wait_for_load_state()
    assert [*layout_faults(page), *violations(page)] == []


def test_the_keyboard_reaches_the_sheet_by_the_skip_link(
    sign_in: Callable[..., Page], clinician: User, cases: dict[str, Case]
) -> None:
    page = sign_in(clinician)
    page.goto(address(cases["paper"]))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Open the record"
    page.keyboard.press("Enter")
    page.wait_for_url("**/presentation/")
