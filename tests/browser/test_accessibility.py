"""axe finds nothing on any page in any state; text is large enough; nothing scrolls sideways."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from accounts.models import User
from cases.models import Case
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.states import PARTS, States, address, states

__all__ = ["states"]

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERY_RULE = {"runOnly": {"type": "tag", "values": STANDARDS}, "resultTypes": ["violations"]}
# The dark look differs in colours only.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}} | {
    "resultTypes": ["violations"]
}
LOOKS: dict[str, Any] = {"light": EVERY_RULE, "dark": COLOURS}
BODY_TEXT = "main :is(p, li, td, label, input, select, textarea, button, h1), .panels :is(p, li)"
SMALLEST_BODY_TEXT_PX = 15
SMALL_TEXTS = """([selector, smallest]) => [...document.querySelectorAll(selector)]
    .filter(one => one.checkVisibility() && !one.closest(".hint, .statement, .tag"))
    .filter(one => parseFloat(getComputedStyle(one).fontSize) < smallest)
    .map(one => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`)"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_stands_in_anybodys_way(states: States, size: dict[str, int], part: str) -> None:
    states.look = {"size": size, "reduced_motion": "reduce"}
    states.opens_details = True
    # Colours are the same at both widths.
    looks = LOOKS if size == DESK else {"light": EVERY_RULE}
    visited, faults = 0, []
    for name, page in states.all(part):
        visited += 1
        found = (*layout_faults(page), *violations(page, looks))
        faults += [f"{name}: {fault}" for fault in found]
    assert faults == []
    assert visited >= 2


def test_no_bar_leaves_half_a_field_to_press(
    visitor: Visitor, clinician: User, paper_patient: Case
) -> None:
    """Which field a bar would lie across is a matter of the window's height."""
    page = visitor.signed_in(clinician, reduced_motion="reduce")
    for width in (DESK["width"], PHONE["width"]):
        for height in range(740, 800, 17):
            page.set_viewport_size({"width": width, "height": height})
            page.goto(address(paper_patient, "labs"))
            assert list(violations(page)) == []


def test_axe_and_the_layout_checks_do_find_faults(visitor: Visitor) -> None:
    page = visitor.page(PHONE, reduced_motion="reduce")
    assert [*violations(page), *layout_faults(page)] == []
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate(
        "document.querySelector('main h1').style.cssText ="
        " 'font-size:9px;width:500px;color:#777;background:#888'"
    )
    found = " ".join([*violations(page), *layout_faults(page)])
    assert "light: html-has-lang" in found
    assert "light: color-contrast" in found
    assert "dark: color-contrast" in found
    assert "small text 'H1" in found
    assert "scrolls sideways" in found


def violations(page: Page, looks: dict[str, Any] = LOOKS) -> Iterator[str]:
    """What axe finds in light and in dark, each rule with the elements concerned."""
    for scheme, options in looks.items():
        page.emulate_media(color_scheme=scheme)
        for rule in Axe().run(page, options=options).response["violations"]:
            yield f"{scheme}: {rule['id']} {[node['html'][:160] for node in rule['nodes'][:5]]}"


def layout_faults(page: Page) -> list[str]:
    """Body text below its least size, and a page wider than its window."""
    small: list[str] = page.evaluate(SMALL_TEXTS, [BODY_TEXT, SMALLEST_BODY_TEXT_PX])
    found = [f"small text {text!r}" for text in sorted(set(small))]
    return [*found, "scrolls sideways"] if page.evaluate(SIDEWAYS) else found
