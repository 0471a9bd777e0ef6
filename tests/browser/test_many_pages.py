"""One person's tabs and two editors: nothing is overwritten unseen, nothing is mixed up."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from cases.models import Case, Draft, Labs, Presentation
from tests.browser.conftest import Visitor
from tests.browser.drafting import (
    DRAFTS,
    another_tab,
    comorbidities,
    expect_kept,
    field,
    not_saved,
    page,
    save,
    type_into,
)
from tests.browser.states import address
from tests.browser.typist import SAVED

__all__ = ["page"]


class TestTabs:
    def test_two_of_one_person_on_one_row_keep_both(
        self, page: Page, visitor: Visitor, case: Case
    ) -> None:
        other = another_tab(page, address(case, "presentation"), visitor.faults)
        type_into(page, "diabetes")
        type_into(other, "12", "pack_years")
        expect_kept(page)
        expect_kept(other)
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        expect(field(page, "pack_years")).to_have_value("12")
        expect(page.locator("#draft-notice").get_by_role("link")).to_have_text(["Pack-years"])
        save(other)
        expect(other.get_by_text(SAVED)).to_be_visible()
        row = Presentation.objects.get()
        assert (row.comorbidities, str(row.pack_years), Draft.objects.count()) == (
            "diabetes",
            "12",
            0,
        )

    def test_eight_on_different_rows_mix_nothing_up(
        self, page: Page, visitor: Visitor, case: Case
    ) -> None:
        tabs = [another_tab(page, address(case, "labs"), visitor.faults) for _tab in range(8)]
        for number, tab in enumerate(tabs):
            type_into(tab, f"201{number}", "date")
        for tab in tabs:
            expect_kept(tab)
        page.goto(address(case, "labs"))
        expect(page.locator(".row-tabs").get_by_text(", not saved")).to_have_count(8)
        for tab in tabs:
            save(tab)
            expect(tab.get_by_text(SAVED)).to_be_visible()
        assert sorted(Labs.objects.values_list("date", flat=True)) == [
            f"201{number}" for number in range(8)
        ]
        assert Draft.objects.count() == 0


class TestNewerText:
    """Of one field, in two tabs of one person; the second tab does not show the first one's."""

    @pytest.fixture
    def other(self, page: Page, visitor: Visitor, case: Case) -> Page:
        visitor.faults.expected_statuses |= {409}
        other = another_tab(page, address(case, "presentation"), visitor.faults)
        with other.expect_response(DRAFTS):
            pass  # it asks once, soon after it was made, what it does not show
        type_into(page, "diabetes")
        expect_kept(page)
        type_into(other, "asthma")
        said = other.get_by_role("alert").get_by_text("Comorbidities: “diabetes”")
        expect(said).to_be_in_viewport(ratio=1)
        assert self.kept() == "diabetes"
        return other

    def kept(self) -> str:
        (text,) = Draft.objects.get().fields["comorbidities"]["parts"]["comorbidities"]
        return str(text)

    def test_is_shown(self, other: Page) -> None:
        asked: list[str] = []
        other.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        type_into(other, "12", "pack_years")
        other.get_by_role("button", name="Show that text").click()
        expect(field(other)).to_have_value("diabetes")
        expect(field(other, "pack_years")).to_have_value("12")
        assert asked == []

    def test_gives_way_to_what_is_here(self, other: Page) -> None:
        other.get_by_role("button", name="Keep what is here").click()
        expect_kept(other)
        expect(not_saved(other)).to_be_hidden()
        assert self.kept() == "asthma"

    def test_holds_up_a_save_until_one_is_chosen(self, other: Page) -> None:
        with other.expect_response(DRAFTS):
            save(other)
        expect(not_saved(other)).to_be_visible()
        assert Presentation.objects.count() == 0
        other.get_by_role("button", name="Keep what is here").click()
        expect_kept(other)
        save(other)
        expect(other.get_by_text(SAVED)).to_be_visible()
        assert comorbidities() == ["asthma"]


class TestTwoEditors:
    @pytest.fixture
    def theirs(self, visitor: Visitor, person: Callable[..., User], case: Case) -> Page:
        """The same page in the hands of somebody else."""
        opened = visitor.signed_in(person(Role.LEAD))
        opened.goto(address(case, "presentation"))
        return opened

    def both_write(self, page: Page, theirs: Page, visitor: Visitor) -> None:
        visitor.faults.expected_statuses |= {409}
        type_into(theirs, "asthma")
        save(theirs)
        expect(theirs.get_by_text(SAVED)).to_be_visible()
        type_into(page, "diabetes")
        save(page)
        expect(page.get_by_text("somebody else changed these fields")).to_be_visible()

    @pytest.mark.parametrize(("choice", "outcome"), [("Mine", "diabetes"), ("Theirs", "asthma")])
    def test_of_one_field_choose(
        self, page: Page, theirs: Page, visitor: Visitor, choice: str, outcome: str
    ) -> None:
        self.both_write(page, theirs, visitor)
        summary = page.locator("#conflict-summary")
        expect(summary.get_by_text(re.compile(r"changed by lead, \d\d:\d\d"))).to_be_visible()
        summary.get_by_label(re.compile(rf"^\s*{choice}")).check()
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        expect(field(page)).to_have_value(outcome)
        assert (comorbidities(), Draft.objects.count()) == ([outcome], 0)

    def test_nothing_is_chosen_for_a_person_who_chooses_by_key(
        self, page: Page, theirs: Page, visitor: Visitor
    ) -> None:
        self.both_write(page, theirs, visitor)
        summary = page.locator("#conflict-summary")
        expect(summary.locator("input:checked")).to_have_count(0)
        save(page)
        choice = summary.get_by_role("group", name="Comorbidities")
        expect(choice).to_have_accessible_description("Choose one of the two.")
        assert comorbidities() == ["asthma"]
        choice.get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        expect(choice.get_by_label("Mine: “diabetes”")).to_be_checked()
        page.keyboard.press("ArrowDown")
        expect(choice.get_by_label("Theirs, as the record says now: “asthma”")).to_be_checked()
        page.keyboard.press("ArrowUp")
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        assert comorbidities() == ["diabetes"]

    def test_who_types_on_chooses_what_is_typed(
        self, page: Page, theirs: Page, visitor: Visitor
    ) -> None:
        self.both_write(page, theirs, visitor)
        type_into(page, "type 2 ")
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        assert comorbidities() == ["type 2 diabetes"]

    def test_of_two_fields_are_merged_and_told(self, page: Page, theirs: Page) -> None:
        type_into(theirs, "12", "pack_years")
        save(theirs)
        expect(theirs.get_by_text(SAVED)).to_be_visible()
        type_into(page, "diabetes")
        save(page)
        expect(page.get_by_text("Also changed meanwhile by lead: Pack-years.")).to_be_visible()
        expect(field(page, "pack_years")).to_have_value("12")
        assert comorbidities() == ["diabetes"]

    def test_a_draft_is_no_way_round_a_conflict(
        self, page: Page, theirs: Page, visitor: Visitor
    ) -> None:
        """Typed before the other saved, opened again after it."""
        type_into(page, "diabetes")
        expect_kept(page)
        type_into(theirs, "asthma")
        save(theirs)
        expect(theirs.get_by_text(SAVED)).to_be_visible()
        page.reload()
        visitor.faults.expected_statuses |= {409}
        save(page)
        expect(page.get_by_text("somebody else changed these fields")).to_be_visible()
        assert comorbidities() == ["asthma"]

    def test_drafts_are_their_author_s_alone(self, page: Page, theirs: Page) -> None:
        type_into(page, "diabetes")
        expect_kept(page)
        theirs.reload()
        expect(field(theirs)).to_have_value("")
        expect(theirs.locator("#draft-notice")).to_have_count(0)
        expect(theirs.locator("nav.rail")).not_to_contain_text("not saved")
