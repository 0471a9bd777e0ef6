"""Whatever happens to the page, the network, the session or the server: what was typed is there."""

import re
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import Role, User
from cases.models import Case, Draft, History, Labs, Presentation
from conftest import PASSWORD
from tests.browser.conftest import Visitor
from tests.browser.states import address
from tests.browser.typist import SAVED

KEPT = re.compile(r"^Draft kept \d\d:\d\d$")
AT_ONCE = 1_000  # milliseconds within which a person is told
ON_THE_SERVER = 3_000  # milliseconds of typing that may be lost
DRAFTS = re.compile(r"/draft/$")


@pytest.fixture
def page(visitor: Visitor, clinician: User, case: Case) -> Page:
    """The presentation of an empty case."""
    opened = visitor.signed_in(clinician)
    opened.goto(address(case, "presentation"))
    return opened


def field(page: Page, name: str = "comorbidities") -> Locator:
    return page.locator(f'#section-form [name="{name}"]').first


def type_into(page: Page, text: str, name: str = "comorbidities") -> None:
    field(page, name).press_sequentially(text)


def expect_kept(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_text(KEPT, timeout=ON_THE_SERVER)


def not_saved(page: Page) -> Locator:
    return page.get_by_role("alert").get_by_text("Not saved, keep this tab open.")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def another_tab(page: Page, url: str, faults: object) -> Page:
    other = page.context.new_page()
    faults.watch(other)  # type: ignore[attr-defined]
    other.goto(url)
    return other


def comorbidities() -> list[str | None]:
    return list(Presentation.objects.values_list("comorbidities", flat=True))


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
        # The switch for single keys, and the address that htmx notes.
        assert dict(stored).keys() <= {"ivcboard-single-keys", "htmx-current-path-for-history"}
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


def expect_kept_later(page: Page) -> None:
    """A request that hung is given up first."""
    expect(page.locator("#save-state")).to_have_text(KEPT, timeout=12_000)
    expect(not_saved(page)).to_be_hidden()


class TestEndedSession:
    def ended(self, page: Page, visitor: Visitor) -> Locator:
        visitor.faults.expected_statuses |= {401, 403}
        Session.objects.all().delete()
        type_into(page, "diabetes")
        dialog = page.get_by_role("dialog", name="Your session has ended")
        expect(dialog).to_be_visible(timeout=ON_THE_SERVER)
        return dialog

    def sign_in_elsewhere(self, page: Page, dialog: Locator, user: User, faults: object) -> None:
        with page.context.expect_page() as opened:
            dialog.get_by_role("link", name="Sign in").click()
        tab = opened.value
        faults.watch(tab)  # type: ignore[attr-defined]
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
