"""From the record to the board: entered, planned, due, mailed, acknowledged, shown and printed."""

import datetime
import io
import json
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from accounts.models import Role, User
from cases.document import load_document
from cases.models import Case
from conftest import PAPER_PATIENT
from surveillance.engine.sweep import sweep
from surveillance.models import Delivery, Due
from surveillance.models.due import State
from surveillance.planning import add_months
from surveillance.tests.engine.sink import HOST, Sink
from surveillance.tests.schedules import today
from tests.browser.conftest import Visitor
from tests.browser.hands import Hands, Keyboard
from tests.browser.typist import Typist

# What a schedule and a board ask for; every section is entered in test_journey.
ENTERED = ("presentation", "ct_abdomen", "ct_thorax", "surgery", "pathology", "follow_up")
NOON = datetime.time(12, tzinfo=datetime.UTC)


@pytest.fixture
def sink(settings: Any, live_server: LiveServer) -> Iterator[Sink]:
    """A mail server, and links in mails that lead to the live server."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        taken = Sink(free.getsockname()[1])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, taken.port
    settings.PUBLIC_URL = live_server.url
    taken.start()
    yield taken
    taken.stop()


def test_the_patient_of_the_paper_is_not_forgotten(
    visitor: Visitor,
    clinician: User,
    presenter: User,
    person: Callable[..., User],
    sink: Sink,
) -> None:
    """By keyboard alone; the pointer's way through the record is in test_journey."""
    hands = Keyboard
    nurse = person(Role.FOLLOW_UP)
    case = enter(hands(visitor.page()), clinician)
    record = load_document(case.pk)
    anchor = add_months(today(case), -9) + datetime.timedelta(days=3)

    at_work = hands(visitor.page())
    accept(at_work, nurse, case, anchor)
    assert load_document(case.pk) == record

    due = Due.objects.get(case=case, step="m009")
    assert due.due_date == add_months(anchor, 9)
    link = mail_of(sink, case, datetime.datetime.combine(due.due_date, NOON))
    acknowledge(at_work, link)
    due.refresh_from_db()
    assert (due.state, due.state_by) == (State.ACKNOWLEDGED, nurse)
    assert Delivery.objects.get(due=due).sent_by == "celery:the-ring"

    present_and_print(hands(visitor.page()), presenter, case)


def enter(hands: Hands, clinician: User) -> Case:
    """The clinician's part."""
    document = json.loads(PAPER_PATIENT.read_text(encoding="utf-8"))
    typist = Typist(hands)
    typist.sign_in(clinician.email)
    typist.start_case("118-22")
    typist.enter_document({slug: document[slug] for slug in ENTERED})
    return Case.objects.get(identity__record_number="118-22")


def accept(hands: Hands, nurse: User, case: Case, anchor: datetime.date) -> None:
    """The follow-up user's part: an estimate stands for the date that the report does not give."""
    page = hands.page
    Typist(hands).sign_in(nurse.email)
    hands.follow(page.get_by_role("link", name=case.pseudonym))
    hands.follow(page.get_by_role("link", name="Schedule", exact=True))
    expect(page.get_by_text("The grade is not known")).to_be_visible()
    expect(page.get_by_text("Month 9 is next.").first).to_be_visible()
    hands.pick_day(page.get_by_label("Date that stands for the operation"), anchor)
    hands.write(page.get_by_label("What the estimate rests on"), "letter of referral")
    hands.follow(page.get_by_role("button", name="Accept"))
    expect(page.get_by_text("The schedule runs.")).to_be_visible()


def mail_of(sink: Sink, case: Case, now: datetime.datetime) -> str:
    """The day comes; the link of the one mail, which tells nothing of the patient."""
    sweep(by="celery:the-ring", now=now)
    sweep(by="celery:another-ring", now=now)
    (mail,) = sink.taken
    text = mail.raw.decode()
    assert not any(word in text for word in (case.pseudonym, "118-22", "sarcoma", "Centre", "CT"))
    (link,) = re.findall(r"http\S+", str(mail.message.get_payload()))
    return str(link)


def acknowledge(hands: Hands, link: str) -> None:
    """From the mail to the item."""
    page = hands.page
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Month 9: visit with CT of chest, abdomen and pelvis"
    )
    hands.follow(page.get_by_role("button", name="Acknowledge"))
    expect(page.get_by_text("Acknowledged: no more mails")).to_be_visible()


def present_and_print(hands: Hands, presenter: User, case: Case) -> None:
    """The presenter's part: one page on the screen, one on paper."""
    page = hands.page
    Typist(hands).sign_in(presenter.email)
    hands.follow(page.get_by_role("link", name=case.pseudonym))
    hands.follow(page.get_by_role("link", name="Summary for the board"))
    expect(page.get_by_text("suggested", exact=False).first).to_be_visible()
    (paper,) = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    printed = paper.extract_text()
    assert [word for word in (case.pseudonym, "18 cm", "estimated") if word not in printed] == []
