"""Every page in every state a person can bring it to, one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from accounts.models import Role, User
from cases.models import Case
from cases.sections import SECTIONS
from tests.browser.conftest import Visitor
from tests.browser.states_of_meetings import walk_meetings
from tests.browser.states_of_records import walk_records
from tests.browser.typist import SAVED

State = tuple[str, Page]
OPEN_ALL = """() => document.querySelectorAll("main details, .rail details, details.card-score")
    .forEach(details => { details.open = true; })"""


@dataclass
class States:
    """Goes through the states in one window. Each is a name and the page in it.

    empty: a case without any answer. filled: the paper's patient. newcomer: has no case yet.
    look: size and other options of the window. opens_details: filled pages show all they fold away.
    """

    visitor: Visitor
    clinician: User
    presenter: User
    newcomer: User
    nurse: User
    empty: Case
    filled: Case
    long_ago: str = "2025-01-31"  # so long that a visit is overdue today
    look: dict[str, Any] = field(default_factory=dict)
    opens_details: bool = False

    def all(self, part: str = "") -> Iterator[State]:
        """Each with its style sheets loaded; the statuses of the refusals are expected.

        part: a name of PARTS; empty for all of them.
        """
        self.visitor.faults.expected_statuses |= {404, 409, 422}
        for walk in [PARTS[part]] if part else PARTS.values():
            for name, page in walk(self):
                page.wait_for_load_state()
                yield name, page

    def _lists(self) -> Iterator[State]:
        yield "list-empty", self._page_of(self.newcomer)
        page = self._page_of(self.clinician)
        yield "list-filled", page
        for name in ("rules", "knowledge"):
            page.goto(reverse(f"scoring:{name}"))
            yield name, page
        page.goto("/cases/")
        yield from self._new_case(page)
        page.goto(address(self.filled, "identity"))
        yield "identity", page

    def _follow_up(self) -> Iterator[State]:
        """A schedule without dates, then with an estimate, then ended; and an item of each kind."""
        page = self._page_of(self.nurse)
        schedule, work_list = f"/follow-up/cases/{self.filled.uid}/", "/follow-up/"
        page.goto(work_list)
        yield "work-list-empty", page
        page.goto(f"/follow-up/cases/{self.empty.uid}/")
        yield "schedule-not-yet", page
        page.goto(schedule)
        page.locator("details.protocol").evaluate("one => { one.open = true; }")
        yield "schedule-proposed", page
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_text("Give a date, or say below")).to_be_visible()
        yield "schedule-refused", page
        page.get_by_label("No date can be estimated").check()
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_text("The schedule runs.")).to_be_visible()
        yield "schedule-undated", page
        page.goto(work_list)
        yield "work-list-undated", page
        yield from self._dated(page, schedule)
        yield from self._ended(page, schedule)

    def _dated(self, page: Page, schedule: str) -> Iterator[State]:
        page.goto(schedule)
        page.get_by_label("Date that stands for the operation").fill(self.long_ago)
        page.get_by_label("What the estimate rests on").fill("letter of referral")
        page.get_by_role("button", name="Accept").click()
        expect(page.get_by_text("The schedule runs.")).to_be_visible()
        yield "schedule-estimated", page
        for tab in ("overdue", "this_week", "later", "undelivered"):
            page.goto(f"/follow-up/?tab={tab}")
            yield f"work-list-{tab}", page
        page.goto("/follow-up/?tab=overdue")
        page.locator(".due-list td a").first.click()
        item = page.url
        yield "item", page
        page.get_by_role("button", name="Move").click()
        expect(page.get_by_text("This field is required.").first).to_be_visible()
        yield "item-refused", page
        page.get_by_role("button", name="Mark as done").click()
        page.goto(item)
        expect(page.get_by_role("button", name="To be done again")).to_be_visible()
        yield "item-done", page

    def _ended(self, page: Page, schedule: str) -> Iterator[State]:
        page.goto(schedule)
        page.locator("details.end > summary").click()
        page.get_by_label("Why it ends").select_option("elsewhere")
        page.get_by_label("Reason, in a sentence").fill("moved to another town")
        page.get_by_role("button", name="End the schedule").click()
        expect(page.get_by_role("button", name="Take the end back")).to_be_visible()
        yield "schedule-ended", page
        page.goto("/follow-up/")
        yield "work-list-ended", page

    def _page_of(self, user: User) -> Page:
        return self.visitor.signed_in(user, **self.look)

    def _signed_out(self) -> Iterator[State]:
        page = self.visitor.page(**self.look)
        yield "sign-in", page
        page.get_by_label("E-mail").fill(self.clinician.email)
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_text("password you specified are not correct")).to_be_visible()
        yield "sign-in-refused", page

    def _new_case(self, page: Page) -> Iterator[State]:
        page.keyboard.press("n")
        expect(page.get_by_label("Local record number")).to_be_focused()
        yield "new-case", page
        page.get_by_label("Year of birth").fill("18x")
        page.get_by_role("button", name="Save and next").click()
        expect(page.get_by_text("Write the year with four digits")).to_be_visible()
        yield "new-case-refused", page

    def _records(self) -> Iterator[State]:
        page = self._page_of(self.clinician)
        yield from walk_records(page, self.filled, self.empty, self.clinician)

    def _meetings(self) -> Iterator[State]:
        page = self._page_of(self.clinician)
        yield from walk_meetings(page, self.filled, self.empty, self.clinician)

    def _sections(self, case: Case, name: str) -> Iterator[State]:
        page = self._page_of(self.clinician)
        for section in SECTIONS:
            page.goto(address(case, section.slug))
            if self.opens_details:
                page.evaluate(OPEN_ALL)
            yield f"{section.slug}-{name}", page

    def _empty_sections(self) -> Iterator[State]:
        yield from self._sections(self.empty, "empty")

    def _filled_sections(self) -> Iterator[State]:
        yield from self._sections(self.filled, "filled")

    def _summaries(self) -> Iterator[State]:
        page = self._page_of(self.clinician)
        for name, case in (("empty", self.empty), ("filled", self.filled)):
            page.goto(reverse("board:summary", args=[case.uid]))
            yield f"summary-{name}", page

    def _refusals(self) -> Iterator[State]:
        page = self._page_of(self.clinician)
        page.goto(address(self.empty, "labs"))
        page.get_by_label("Haemoglobin", exact=True).fill("120")
        page.locator('[name="haemoglobin__unit"]').select_option("g/dL")
        expect(page.locator("#scores .panel-stale")).to_have_count(1)
        yield "labs-typing", page
        yield from self._scores_of_a_phone(page)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Did you mean 120 g/L").first).to_be_visible()
        yield "labs-refused", page
        yield "examination-conflict", self._conflict(page)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Choose one of the two.")).to_be_visible()
        yield "examination-conflict-open", page
        page.goto("/cases/00000000-0000-7000-8000-000000000000/")
        yield "not-found", page

    def _scores_of_a_phone(self, page: Page) -> Iterator[State]:
        """The scores opened from the bar at the foot; a wide window has no bar."""
        bar = page.locator(".panel-sheet > summary")
        if bar.is_visible():
            bar.click()
            yield "labs-scores", page
            bar.click()

    def _conflict(self, page: Page) -> Page:
        """Another tab saves one answer while this page holds another."""
        page.goto(address(self.empty, "examination"))
        other = page.context.new_page()
        self.visitor.faults.watch(other)
        other.goto(address(self.empty, "examination"))
        self._answer_varicocele(other, "present")
        expect(other.get_by_text(SAVED)).to_be_visible()
        other.close()
        self._answer_varicocele(page, "absent")
        expect(page.get_by_text("you changed these fields in another tab")).to_be_visible()
        return page

    def _answer_varicocele(self, page: Page, word: str) -> None:
        page.locator(f'label:has([name="varicocele"][value="{word}"])').click()
        page.get_by_role("button", name="Save", exact=True).click()

    def _quick_entry(self) -> Iterator[State]:
        """The map with everything it can say, and each dialog of quick entry open."""
        page = self._page_of(self.clinician)
        page.goto(address(self.empty, "ct_abdomen"))
        for level in ("renal_vein_ostia", "hepatic_vein_ostia"):
            page.locator(f'[data-level="{level}"] .cava-rung').click()
        for presses, vein in enumerate(("right_renal_vein", "right_atrium", "left_renal_vein"), 1):
            for _press in range(presses):
                page.locator(f'[data-row="invades_{vein}"] .cava-dot').click()
        page.get_by_role("group", name="Displaced:").get_by_role("button", name="liver").click()
        expect(page.locator("#cava-map-segments")).to_have_text("II and III certain; I excluded")
        yield "cava-map", page
        page.keyboard.press("Control+k")
        page.keyboard.type("renal p")
        expect(page.locator("#line [role=option]")).not_to_have_count(0)
        yield "line", page
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Mark the rest").last.click()
        expect(page.locator("#rest-dialog")).to_be_visible()
        yield "rest-dialog", page
        page.keyboard.press("Escape")
        page.keyboard.press("?")  # a phone with a keyboard has it too, without the button
        expect(page.locator("#shortcuts")).to_be_visible()
        yield "shortcuts", page

    def _read_only(self) -> Iterator[State]:
        page = self._page_of(self.presenter)
        for slug in ("identity", "ct_abdomen", "labs"):
            page.goto(address(self.filled, slug))
            yield f"{slug}-read-only", page

    def _unsaved(self) -> Iterator[State]:
        """A draft opened again, a server that does not answer, a session that ended."""
        self.visitor.faults.expected_statuses |= {401, 409, 503}
        page = self._page_of(self.clinician)
        page.goto(address(self.empty, "labs"))
        page.get_by_label("Haemoglobin", exact=True).fill("12")
        kept = page.locator("#save-state").get_by_text("Draft kept")
        expect(kept).to_be_visible()
        page.reload()
        expect(page.locator("#draft-notice")).to_be_visible()
        yield "draft", page
        for status, name in ((503, "offline"), (401, "session-ended")):
            page.route("**/draft/", answer_with(status))
            page.get_by_label("Haemoglobin", exact=True).press_sequentially("3")
            shown = page.locator("#not-kept" if status == 503 else "#session-dialog")
            expect(shown).to_be_visible()
            yield name, page
            page.unroute_all()
            expect(shown).to_be_hidden(timeout=15_000)
        expect(kept).to_be_visible()
        yield "newer-text", self._newer_text(page)

    def _newer_text(self, page: Page) -> Page:
        """What the same person typed into the same field on another page meanwhile."""
        other = page.context.new_page()
        self.visitor.faults.watch(other)
        with other.expect_response("**/draft/"):
            other.goto(address(self.empty, "presentation"))
        page.goto(address(self.empty, "presentation"))
        page.locator('[name="comorbidities"]').press_sequentially("diabetes")
        expect(page.locator("#save-state").get_by_text("Draft kept")).to_be_visible()
        other.locator('[name="comorbidities"]').press_sequentially("asthma")
        expect(other.locator("#newer-texts")).to_be_visible()
        return other


# Each stands by itself, so that they can be walked at the same time.
PARTS: dict[str, Callable[[States], Iterator[State]]] = {
    "signed-out": States._signed_out,
    "lists": States._lists,
    "empty-sections": States._empty_sections,
    "filled-sections": States._filled_sections,
    "summaries": States._summaries,
    "refusals": States._refusals,
    "unsaved": States._unsaved,
    "quick-entry": States._quick_entry,
    "read-only": States._read_only,
    "follow-up": States._follow_up,
    "records": States._records,
    "meetings": States._meetings,
}


def answer_with(status: int) -> Callable[[Route], None]:
    """A server that answers nothing but this."""
    return lambda route: route.fulfill(status=status)


def address(case: Case, slug: str) -> str:
    """The page of a section."""
    return f"{case.get_absolute_url()}{slug}/"


@pytest.fixture
def states(
    visitor: Visitor,
    clinician: User,
    presenter: User,
    stranger: User,
    person: Callable[..., User],
    case: Case,
    paper_patient: Case,
    settings: Any,
    tmp_path: Path,
) -> States:
    settings.MEDIA_ROOT = tmp_path
    nurse = person(Role.FOLLOW_UP)
    return States(visitor, clinician, presenter, stranger, nurse, case, paper_patient)
