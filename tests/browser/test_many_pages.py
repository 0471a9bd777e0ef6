"""One person's tabs and two editors: nothing is overwritten unseen, nothing is mixed up."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from cases.models import Case, Draft, Labs, Presentation
from tests.browser.conftest import Visitor
from tests.browser.drafting import (
    another_tab,
    comorbidities,
    expect_kept,
    field,
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
