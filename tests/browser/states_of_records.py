"""What became of a record, page by page: history, states, errors, duplicates, what is found."""

from collections.abc import Iterator

from playwright.sync_api import Page, expect

from accounts.models import Centre, Membership, Role, User
from cases.models import Case, CaseIndex

OPEN_ALL = "() => document.querySelectorAll('main details').forEach(one => { one.open = true; })"
OPEN_PANEL = """() => document.querySelectorAll('.panel-sheet, .panel-sheet details')
    .forEach(one => { one.open = true; })"""
REASON = "entered for another patient"
State = tuple[str, Page]


def walk_records(page: Page, case: Case, other: Case, by: User) -> Iterator[State]:
    """case: the published patient; it is closed in the end."""
    home = case.get_absolute_url()
    yield from _identity(page, home)
    yield from _row_in_error(page, home)
    yield from _history(page, home)
    yield from _found(page)
    yield from _duplicate(page, case, other)
    yield from _several_centres(page, by)
    yield from _states(page, home)


def _identity(page: Page, home: str) -> Iterator[State]:
    """Another tab saves other initials while this page holds some."""
    page.goto(f"{home}identity/")
    other = page.context.new_page()
    other.goto(f"{home}identity/")
    for tab, initials in ((other, "A.B."), (page, "C.D.")):
        tab.get_by_label("Local record number").fill("118-23")
        tab.get_by_label("Initials").fill(initials)
        tab.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("As the record says now: “A.B.”")).to_be_visible()
    other.close()
    yield "identity-conflict", page


def _row_in_error(page: Page, home: str) -> Iterator[State]:
    page.goto(f"{home}labs/")
    page.get_by_text("Entered in error…").click()
    page.get_by_role("button", name="Mark as entered in error").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    yield "row-in-error-refused", page
    page.locator("#in-error-reason").fill(REASON)
    page.get_by_role("button", name="Mark as entered in error").click()
    page.get_by_text("Entered in error (1)").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    yield "row-in-error", page


def _history(page: Page, home: str) -> Iterator[State]:
    page.goto(f"{home}history/")
    page.evaluate(OPEN_ALL)
    yield "history", page
    page.get_by_role("link", name="What has changed since version 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("From version 1")
    yield "history-compared", page
    yield from _earlier_cards(page, home)


def _earlier_cards(page: Page, home: str) -> Iterator[State]:
    """The laboratory row of before is in error: the cards that read it changed."""
    page.goto(f"{home.replace('/cases/', '/scores/')}cards/")
    expect(page.get_by_text("new value: Laboratory, a whole row").first).to_be_visible()
    yield "earlier-cards", page
    page.locator("ol.versions a").nth(1).click()
    expect(page.get_by_text("card 1 of 2")).to_be_visible()
    yield "earlier-card", page
    page.evaluate(OPEN_PANEL)
    yield "cards-changed", page


def _found(page: Page) -> Iterator[State]:
    page.goto("/cases/")
    for text, sentence in (("-000", "Found for “-000”"), ("x", "No case of your centre has this")):
        page.get_by_label("Find a case").fill(text)
        page.get_by_label("Find a case").press("Enter")
        expect(page.get_by_text(sentence)).to_be_visible()
        yield f"found-{text}", page


def _duplicate(page: Page, case: Case, other: Case) -> Iterator[State]:
    alike = {"sex": "male", "born_from": 1966, "born_to": 1967, "operated_in": ["2021-03"]}
    for each in (case, other):
        CaseIndex.objects.update_or_create(case=each, defaults=alike)
    page.goto(f"{case.get_absolute_url()}surgery/")
    expect(page.get_by_text("Possible duplicate:")).to_be_visible()
    yield "duplicate", page


def _several_centres(page: Page, by: User) -> Iterator[State]:
    other = Centre.objects.create(name="Another hospital")
    Membership.objects.create(user=by, centre=other, role=Role.CLINICIAN)
    page.goto("/cases/")
    page.keyboard.press("n")
    expect(page.get_by_role("button", name="Another hospital")).to_be_visible()
    yield "new-case-menu", page


def _states(page: Page, home: str) -> Iterator[State]:
    page.goto(f"{home}status/")
    page.evaluate(OPEN_ALL)
    yield "status", page
    page.get_by_role("button", name="Close the record").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    yield "status-refused", page
    page.get_by_label("Reason").first.fill(REASON)
    page.get_by_role("button", name="Close the record").click()
    expect(page.get_by_text("The record is closed.")).to_be_visible()
    yield "status-closed", page
    for slug in ("identity", "ct_abdomen"):
        page.goto(f"{home}{slug}/")
        expect(page.locator(".tag-state")).to_have_text("closed")
        yield f"{slug}-closed", page
