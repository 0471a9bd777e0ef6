"""The scores beside the labs: in sight, following what is typed, honest when the session ends."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from cases.models import Case
from scoring.rules import RULES
from scoring.wording import WORDS
from scoring.wording.topics import TOPICS
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.states import address


def open_labs(visitor: Visitor, user: User, case: Case, size: dict[str, int]) -> Page:
    page = visitor.signed_in(user, size)
    page.goto(address(case, "labs"))
    return page


def card_of(page: Page, rule: str) -> Locator:
    return page.locator(f"[data-card={rule}]")


def open_cards(page: Page) -> list[str]:
    """Rules whose cards are open, in the order of the panel."""
    found: list[str] = page.locator("[data-card][open]").evaluate_all(
        "cards => cards.map(card => card.dataset.card)"
    )
    return found


def test_scores_follow_the_labs_without_a_page_load(
    visitor: Visitor, clinician: User, case: Case
) -> None:
    page = open_labs(visitor, clinician, case, DESK)
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    scores = page.locator("#scores")
    criterion = scores.get_by_role("listitem").filter(has_text="Haemoglobin below").first
    card_of(page, "imdc").locator("summary").click()
    expect(scores).not_to_contain_text("With what is typed, not saved yet")
    expect(criterion).to_contain_text("unknown")
    before = scores.inner_text(), page.locator("#scores-short").text_content()

    page.get_by_label("Haemoglobin", exact=True).press_sequentially("12")
    page.locator('[name="haemoglobin__unit"]').select_option("g/dL")
    page.locator('[name="haemoglobin__lower"]').press_sequentially("13.5")
    expect(scores).to_contain_text("With what is typed, not saved yet")
    expect(criterion).to_contain_text("12 g/dL")
    expect(criterion).not_to_contain_text("unknown")
    after = scores.inner_text(), page.locator("#scores-short").text_content()
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert loads == []


def test_each_answer_is_one_line_that_the_keyboard_opens(
    visitor: Visitor, clinician: User, paper_patient: Case
) -> None:
    page = open_labs(visitor, clinician, paper_patient, DESK)
    assert open_cards(page) == []
    summaries = page.locator("#scores summary")
    assert summaries.count() == len(RULES)
    summaries.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-card][open]")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expect(page.locator("[data-card][open]")).to_have_count(0)


def test_what_was_opened_stays_open_while_typing_and_on_the_next_page(
    visitor: Visitor, clinician: User, paper_patient: Case
) -> None:
    page = open_labs(visitor, clinician, paper_patient, DESK)
    for rule in ("imdc", "kulaylat"):
        card_of(page, rule).locator("summary").click()
    card_of(page, "imdc").locator("summary").focus()
    page.locator('[name="neutrophils"]').evaluate(
        "one => { one.value = '5'; one.dispatchEvent(new Event('input', {bubbles: true})); }"
    )
    expect(page.locator("#scores")).to_contain_text("With what is typed, not saved yet")
    assert sorted(open_cards(page)) == ["imdc", "kulaylat"]
    expect(card_of(page, "imdc").locator("summary")).to_be_focused()

    card_of(page, "imdc").locator("summary").click()
    page.goto(address(paper_patient, "ct_abdomen"))
    assert open_cards(page) == ["kulaylat"]


def test_what_the_page_feeds_comes_first(
    visitor: Visitor, clinician: User, paper_patient: Case
) -> None:
    page = open_labs(visitor, clinician, paper_patient, DESK)
    first = page.locator(".score-group").first
    expect(first.get_by_role("heading", level=2)).to_have_text("From this page")
    of_labs = [rule.key for rule in RULES if any(f.section == "labs" for f in rule.reads)]
    shown = first.locator("[data-card]").evaluate_all("all => all.map(one => one.dataset.card)")
    assert shown == of_labs
    page.goto(f"{paper_patient.get_absolute_url()}ready/")
    headings = page.locator(".score-group > h2").all_inner_texts()
    used = {words.topic for words in WORDS.values()}
    assert headings == [str(name) for key, name in TOPICS.items() if key in used]


def test_labs_and_the_imdc_headline_are_in_sight_at_a_desk(
    visitor: Visitor, clinician: User, paper_patient: Case
) -> None:
    page = open_labs(visitor, clinician, paper_patient, DESK)
    expect(page.get_by_role("heading", name="Laboratory", level=1)).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Haemoglobin", exact=True)).to_be_in_viewport(ratio=1)
    headline = page.get_by_role("complementary").get_by_text("2 to 5 of 6").first
    expect(headline).to_be_in_viewport(ratio=1)
    assert page.evaluate("window.scrollY") == 0


def test_a_phone_shows_the_headline_in_a_bar_at_its_foot(
    visitor: Visitor, clinician: User, paper_patient: Case
) -> None:
    page = open_labs(visitor, clinician, paper_patient, PHONE)
    bar = page.locator(".panel-sheet > summary")
    expect(bar).to_be_in_viewport(ratio=1)
    expect(bar).to_contain_text("2–5/6")
    box = bar.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(PHONE["height"], abs=2)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(bar).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_ended_session_is_said_and_what_was_typed_stays(
    visitor: Visitor, clinician: User, case: Case, size: dict[str, int]
) -> None:
    visitor.faults.expected_statuses.add(401)
    page = open_labs(visitor, clinician, case, size)
    notice = page.get_by_role("dialog").get_by_text("Your session has ended")
    expect(notice).to_be_hidden()
    Session.objects.all().delete()

    with page.expect_response(lambda response: response.url.endswith("preview/")) as answer:
        page.get_by_label("Haemoglobin", exact=True).press_sequentially("12")
    assert answer.value.status == 401
    expect(notice).to_be_in_viewport(ratio=1)
    expect(page.get_by_label("Haemoglobin", exact=True)).to_have_value("12")


def test_newer_scores_take_the_place_of_those_still_on_their_way(
    visitor: Visitor, clinician: User, case: Case
) -> None:
    page = open_labs(visitor, clinician, case, DESK)
    card_of(page, "imdc").locator("summary").click()
    haemoglobin = page.get_by_label("Haemoglobin", exact=True)
    with page.expect_request("**/preview/"):
        page.route("**/preview/", lambda _route: None)  # never answered
        haemoglobin.press_sequentially("1")
    page.unroute_all()
    haemoglobin.press_sequentially("1 g/dL")
    expect(page.locator("#scores")).to_contain_text("11 g/dL")
    expect(page.get_by_text("not those of what is typed")).to_be_hidden()
