"""Whatever happens to the page, the network, the session or the server: what was typed is there."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import Role, User
from cases.drafts import DraftPlace, TypedField, keep_draft
from cases.models import Case, Draft, History, Presentation
from cases.sections import BY_SLUG
from conftest import PASSWORD
from tests.browser.conftest import Faults, Visitor
from tests.browser.drafting import (
    AT_ONCE,
    DRAFTS,
    ON_THE_SERVER,
    comorbidities,
    expect_kept,
    expect_kept_later,
    field,
    not_saved,
    page,
    save,
    type_into,
)
from tests.browser.states import address
from tests.browser.typist import SAVED

__all__ = ["page"]


class TestTyping:
    def test_is_on_the_server_within_three_seconds(self, page: Page) -> None:
        type_into(page, "diabetes")
        expect_kept(page)
        assert Presentation.objects.count() == 0
        (draft,) = Draft.objects.all()
        assert draft.fields["comorbidities"]["parts"] == {
            "comorbidities": ["diabetes"],
            "comorbidities__missing": [""],
            **{f"comorbidities__{part}": [""] for part in ("source", "other-0", "other-0__source")},
        }

    def test_is_sent_while_it_goes_on_without_a_pause(self, page: Page) -> None:
        field(page).press_sequentially("a long sentence about everything", delay=100)
        assert Draft.objects.count() == 1

    def test_and_taking_it_back_is_nothing_to_save(self, page: Page) -> None:
        type_into(page, "x")
        field(page).press("Backspace")
        page.wait_for_timeout(ON_THE_SERVER)
        assert Draft.objects.count() == 0
        expect(page.locator("#save-state")).to_have_text("")

    def test_and_taking_back_what_was_kept_leaves_no_draft(self, page: Page) -> None:
        type_into(page, "x")
        expect_kept(page)
        field(page).press("Backspace")
        expect(page.locator("#save-state")).to_have_text("", timeout=ON_THE_SERVER)
        assert Draft.objects.count() == 0

    def test_leaves_nothing_of_a_patient_in_the_browser(self, page: Page) -> None:
        type_into(page, "diabetes")
        expect_kept(page)
        stored = page.evaluate("Object.entries({...localStorage, ...sessionStorage})")
        # The switch for single keys, which cards are open, and the address that htmx notes.
        ours = {"ivcboard-single-keys", "ivcboard-open-cards"}
        assert dict(stored).keys() <= {*ours, "htmx-current-path-for-history"}
        assert [value for _key, value in stored if "diabetes" in value] == []
        assert page.evaluate("indexedDB.databases()") == []


class TestReload:
    def test_brings_back_what_was_typed_valid_or_not(self, page: Page) -> None:
        type_into(page, "diabetes")
        type_into(page, "twelve", "pack_years")
        page.locator('label:has([name="back_pain"][value="present"])').click()
        expect_kept(page)
        page.reload()
        expect(field(page)).to_have_value("diabetes")
        expect(field(page, "pack_years")).to_have_value("twelve")
        expect(page.locator('[name="back_pain"][value="present"]')).to_be_checked()
        expect(page.get_by_text(re.compile(r"^Not saved: typed \d\d:\d\d on "))).to_be_visible()
        assert Presentation.objects.count() == 0

    def test_then_save_saves_it_and_the_draft_is_gone(self, page: Page) -> None:
        type_into(page, "diabetes")
        expect_kept(page)
        page.reload()
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        expect(page.locator("#draft-notice")).to_have_count(0)
        assert (comorbidities(), Draft.objects.count()) == (["diabetes"], 0)

    def test_then_discard_shows_the_record(self, page: Page) -> None:
        type_into(page, "diabetes")
        expect_kept(page)
        page.reload()
        page.get_by_role("button", name="Discard the draft").click()
        expect(page.get_by_text("What you had typed is discarded.")).to_be_visible()
        expect(field(page)).to_have_value("")
        assert Draft.objects.count() == 0


class TestReloadWithinASecond:
    """The page's last words reach the server after the next page was made."""

    def reloaded(self, page: Page, visitor: Visitor, text: str) -> None:
        page.on("dialog", lambda dialog: dialog.accept())
        visitor.faults.expected_statuses |= {409}
        type_into(page, text)
        page.wait_for_timeout(300)
        page.reload()

    def test_shows_the_text(self, page: Page, visitor: Visitor) -> None:
        self.reloaded(page, visitor, "diabetes")
        expect(field(page)).to_have_value("diabetes")
        assert Draft.objects.count() == 1

    def test_shows_text_that_came_late(self, page: Page, clinician: User, case: Case) -> None:
        place = DraftPlace(case, BY_SLUG["presentation"], case.uid)
        late = TypedField({"comorbidities": ["diabetes"]}, case.version, "before", 1)
        keep_draft(place, {"comorbidities": late}, by=clinician)
        expect(field(page)).to_have_value("diabetes")

    def test_loses_neither_that_text_nor_what_is_typed_on(
        self, page: Page, visitor: Visitor, clinician: User, case: Case
    ) -> None:
        visitor.faults.expected_statuses |= {409}
        type_into(page, "asthma")
        place = DraftPlace(case, BY_SLUG["presentation"], case.uid)
        late = TypedField({"comorbidities": ["diabetes"]}, case.version, "before", 1)
        keep_draft(place, {"comorbidities": late}, by=clinician)
        expect(page.get_by_text("Comorbidities: “diabetes”")).to_be_visible()
        expect(field(page)).to_have_value("asthma")


class TestLeaving:
    def test_by_closing_the_tab_within_the_same_second(self, page: Page, case: Case) -> None:
        type_into(page, "diabetes")
        context = page.context
        page.close()
        other = context.new_page()
        other.goto(address(case, "presentation"))
        other.reload()
        expect(field(other)).to_have_value("diabetes")

    def test_by_a_link_keeps_it_first_and_asks_nothing(self, page: Page) -> None:
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        type_into(page, "diabetes")
        page.locator("nav.rail").get_by_role("link", name="Examination").click()
        expect(page.get_by_role("heading", name="Examination", level=1)).to_be_visible()
        marked = re.compile("Presentation.*not saved")
        mark = page.locator("nav.rail").get_by_role("link", name=marked)
        expect(mark).to_be_visible()
        mark.click()
        expect(field(page)).to_have_value("diabetes")
        assert asked == []

    def test_asks_while_the_server_has_it_not(self, page: Page, visitor: Visitor) -> None:
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        visitor.faults.expected_statuses |= {0}
        page.route(DRAFTS, lambda route: route.abort())
        type_into(page, "diabetes")
        expect(not_saved(page)).to_be_visible()
        page.reload()
        assert asked == ["beforeunload"]
        visitor.faults.seen.clear()  # the refused connections


class TestOffline:
    def test_is_said_at_once_and_over_at_once(
        self, page: Page, visitor: Visitor, clinician: User
    ) -> None:
        type_into(page, "dia")
        page.context.set_offline(True)
        expect(not_saved(page)).to_be_visible(timeout=AT_ONCE)
        expect(not_saved(page)).to_be_in_viewport(ratio=1)
        assert page.title().startswith("Not saved · ")
        type_into(page, "betes")
        page.context.set_offline(False)
        expect(not_saved(page)).to_be_hidden(timeout=ON_THE_SERVER)
        expect_kept(page)
        assert not page.title().startswith("Not saved")
        page.reload()
        expect(field(page)).to_have_value("diabetes")
        visitor.faults.seen.clear()

    def test_with_everything_kept_is_no_reason_to_warn(self, page: Page, visitor: Visitor) -> None:
        type_into(page, "diabetes")
        expect_kept(page)
        page.context.set_offline(True)
        page.wait_for_timeout(AT_ONCE)
        expect(not_saved(page)).to_be_hidden()
        visitor.faults.seen.clear()

    def test_save_stays_here_and_waits_for_a_person(self, page: Page, visitor: Visitor) -> None:
        type_into(page, "diabetes")
        page.context.set_offline(True)
        save(page)
        expect(not_saved(page)).to_be_visible()
        page.context.set_offline(False)
        expect(page.get_by_text("Back again. Press Save.")).to_be_visible(timeout=ON_THE_SERVER)
        assert Presentation.objects.count() == 0
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        assert comorbidities() == ["diabetes"]
        visitor.faults.seen.clear()

    def test_a_slow_server_is_said_and_waited_for(self, page: Page) -> None:
        held: list[Route] = []
        page.route(DRAFTS, lambda route: held.append(route), times=1)
        type_into(page, "diabetes")
        save(page)
        expect(not_saved(page)).to_be_visible()
        held[0].continue_()
        expect(page.get_by_text(SAVED)).to_be_visible()
        assert comorbidities() == ["diabetes"]

    @pytest.mark.parametrize("trouble", ["hangs", "503"])
    def test_a_server_that_does_not_answer_is_the_same(
        self, page: Page, visitor: Visitor, trouble: str
    ) -> None:
        visitor.faults.expected_statuses |= {503}
        answers: dict[str, Callable[[Route], None]] = {
            "hangs": lambda route: None,
            "503": lambda route: route.fulfill(status=503),
        }
        page.route(DRAFTS, answers[trouble])
        type_into(page, "diabetes")
        expect(not_saved(page)).to_be_visible(timeout=1_000 + 2 * AT_ONCE)
        page.unroute_all()
        expect_kept_later(page)
        assert Draft.objects.count() == 1
        visitor.faults.seen.clear()


class TestEndedSession:
    def ended(self, page: Page, visitor: Visitor) -> Locator:
        visitor.faults.expected_statuses |= {401, 403}
        Session.objects.all().delete()
        type_into(page, "diabetes")
        dialog = page.get_by_role("dialog", name="Your session has ended")
        expect(dialog).to_be_visible(timeout=ON_THE_SERVER)
        return dialog

    def sign_in_elsewhere(self, page: Page, dialog: Locator, user: User, faults: Faults) -> None:
        with page.context.expect_page() as opened:
            dialog.get_by_role("link", name="Sign in").click()
        tab = opened.value
        faults.watch(tab)
        tab.get_by_label("E-mail").fill(user.email)
        tab.get_by_label("Password").fill(PASSWORD)
        tab.get_by_role("button", name="Sign in").click()
        expect(tab.get_by_role("heading", name="You are signed in again")).to_be_visible()
        tab.close()
        page.bring_to_front()

    def test_asks_for_a_sign_in_and_goes_on(
        self, page: Page, visitor: Visitor, clinician: User
    ) -> None:
        dialog = self.ended(page, visitor)
        self.sign_in_elsewhere(page, dialog, clinician, visitor.faults)
        expect(dialog).to_be_hidden()
        expect_kept(page)
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        assert comorbidities() == ["diabetes"]

    def test_somebody_else_s_sign_in_gets_nothing(
        self, page: Page, visitor: Visitor, person: Callable[..., User]
    ) -> None:
        dialog = self.ended(page, visitor)
        self.sign_in_elsewhere(page, dialog, person(Role.CLINICIAN), visitor.faults)
        expect(dialog.get_by_text("Somebody else is signed in")).to_be_visible()
        expect(field(page)).to_have_value("diabetes")
        assert Draft.objects.count() == 0

    def test_is_no_server_that_cannot_be_reached(self, page: Page, visitor: Visitor) -> None:
        with page.expect_response(re.compile("/preview/")) as answer:
            self.ended(page, visitor)
        assert answer.value.status == 401
        expect(page.locator("#scores-outdated")).to_be_hidden()

    def test_save_in_an_ended_session_asks_too(
        self, page: Page, visitor: Visitor, clinician: User
    ) -> None:
        visitor.faults.expected_statuses |= {401, 403}
        type_into(page, "diabetes")
        expect_kept(page)
        Session.objects.all().delete()
        save(page)
        dialog = page.get_by_role("dialog", name="Your session has ended")
        expect(dialog).to_be_visible()
        self.sign_in_elsewhere(page, dialog, clinician, visitor.faults)
        expect(page.get_by_text("Back again. Press Save.")).to_be_visible()
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        assert comorbidities() == ["diabetes"]


class TestSaving:
    def test_a_double_click_is_one_version(self, page: Page, case: Case) -> None:
        type_into(page, "diabetes")
        page.get_by_role("button", name="Save", exact=True).dblclick()
        expect(page.get_by_text(SAVED)).to_be_visible()
        changes = History.objects.filter(table_name="cases_presentation")
        assert (comorbidities(), changes.count()) == (["diabetes"], 1)
        case.refresh_from_db()
        assert case.version == changes.get().case_version

    def test_the_back_button_shows_what_is_saved(self, page: Page) -> None:
        type_into(page, "diabetes")
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        page.locator("nav.rail").get_by_role("link", name="Examination").click()
        expect(page.get_by_role("heading", name="Examination", level=1)).to_be_visible()
        page.go_back()
        expect(field(page)).to_have_value("diabetes")
        field(page).press("End")
        type_into(page, ", asthma")
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        assert comorbidities() == ["diabetes, asthma"]

    def test_a_refused_form_is_kept_as_it_was_typed(self, page: Page, visitor: Visitor) -> None:
        visitor.faults.expected_statuses.add(422)
        type_into(page, "twelve", "pack_years")
        save(page)
        expect(page.get_by_text("please look at these fields")).to_be_visible()
        expect_kept(page)
        page.reload()
        expect(field(page, "pack_years")).to_have_value("twelve")


def test_a_save_without_script_covers_the_draft(
    visitor: Visitor, page: Page, clinician: User, case: Case
) -> None:
    type_into(page, "diabetes")
    expect_kept(page)
    plain = visitor.signed_in(clinician, java_script_enabled=False)
    plain.goto(address(case, "presentation"))
    field(plain).fill("diabetes and asthma")
    save(plain)
    expect(plain.get_by_text(SAVED)).to_be_visible()
    assert (comorbidities(), Draft.objects.count()) == (["diabetes and asthma"], 0)


class TestIdentity:
    """It goes into no draft."""

    @pytest.fixture
    def asked(self, page: Page) -> list[str]:
        kinds: list[str] = []
        page.on("dialog", lambda dialog: (kinds.append(dialog.type), dialog.accept()))
        return kinds

    @pytest.fixture
    def number(self, page: Page, asked: list[str], case: Case) -> Locator:
        page.goto(reverse("cases:identity", args=[case.uid]))
        return page.locator('form[data-guarded] [name="record_number"]')

    def test_typed_says_so_and_asks_before_it_is_left(
        self, page: Page, asked: list[str], number: Locator
    ) -> None:
        number.press_sequentially("4711")
        expect(page.locator("#save-state")).to_have_text("Not saved yet")
        page.reload()
        assert asked == ["beforeunload"]

    def test_taken_back_asks_nothing(self, page: Page, asked: list[str], number: Locator) -> None:
        before = number.input_value()
        number.press_sequentially("4711")
        number.fill(before)
        expect(page.locator("#save-state")).to_have_text("")
        page.reload()
        assert asked == []

    def test_saved_asks_nothing(self, page: Page, asked: list[str], number: Locator) -> None:
        number.fill("4711")
        page.get_by_label("Initials").fill("AB")
        page.get_by_label("Year of birth").fill("1960")
        save(page)
        expect(page.get_by_text(SAVED)).to_be_visible()
        page.reload()
        assert asked == []
