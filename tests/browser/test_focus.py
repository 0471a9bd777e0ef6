"""Wherever Tab leads, the place can be seen: in the window, under no bar, with an outline."""

from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from cases.models import Case
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.states import address

# What is drawn for the focused control: itself, or the segment beside a radio button or checkbox.
STOP = """() => {
    const active = document.activeElement;
    if (active === document.body) return null;
    const isCovered = active.matches(".segment input, .chip input");
    const drawn = isCovered ? active.nextElementSibling : active;
    const box = drawn.getBoundingClientRect();
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    return {
        name: `${active.tagName} ${active.name || active.textContent.trim()}`,
        isInWindow: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0
            && box.right <= innerWidth,
        isOnTop: top !== null && (drawn.contains(top) || active === top),
        hasOutline: getComputedStyle(drawn).outlineStyle !== "none",
    };
}"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("slug", ["labs", "ct_abdomen"])
def test_every_stop_of_tab_can_be_seen(
    visitor: Visitor, clinician: User, paper_patient: Case, size: dict[str, int], slug: str
) -> None:
    page = visitor.signed_in(clinician, size, reduced_motion="reduce")
    page.goto(address(paper_patient, slug))
    stops = walk(page)
    assert [stop for stop in stops if not all(stop.values())] == []
    names = " ".join(stop["name"] for stop in stops)
    assert "Skip to the content" in names
    assert "BUTTON Save" in names
    assert len(stops) > 60


def walk(page: Page) -> list[dict[str, Any]]:
    """Every stop from the top of the page to its end, once."""
    stops = []
    page.keyboard.press("Tab")
    while (stop := page.evaluate(STOP)) is not None and len(stops) < 400:
        stops.append(stop)
        page.keyboard.press("Tab")
    return stops
