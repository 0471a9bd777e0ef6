"""What a mail says, and above all what it does not say."""

import datetime
import uuid
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from cases.exchange.exporting import export_lines
from cases.models import Case, Identity
from surveillance.engine.claiming import Claimed, claim
from surveillance.engine.mailing import Mailer, compose, message_id
from surveillance.engine.planning import plan_deliveries
from surveillance.models import CareTeam, Delivery, Due
from surveillance.tests.engine.conftest import NOON
from surveillance.tests.engine.sink import Sink

CLAIMED = Claimed(1, uuid.UUID(int=7), "a@test.example", uuid.UUID(int=8))


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.PUBLIC_URL = "https://board.example:8443"
    settings.DEFAULT_FROM_EMAIL = "ivcboard <noreply@board.example>"


def test_the_whole_mail() -> None:
    mail = message_from_bytes(compose(CLAIMED, NOON).message().as_bytes(), policy=policy.default)
    assert dict(mail.items()) == {
        "Content-Type": 'text/plain; charset="utf-8"',
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "7bit",
        "Subject": "A follow-up item is due",
        "From": "ivcboard <noreply@board.example>",
        "To": "a@test.example",
        "Message-ID": "<00000000-0000-0000-0000-000000000007@board.example>",
        "Date": "Tue, 14 May 2030 12:00:00 +0000",
        "Auto-Submitted": "auto-generated",
    }
    assert mail.get_content() == (
        "A follow-up item is due. Sign in to see it:\n"
        "https://board.example:8443/r/00000000-0000-0000-0000-000000000007/\n"
    )


def test_every_attempt_has_the_same_message_id() -> None:
    later = NOON + datetime.timedelta(days=3)
    first, second = (compose(CLAIMED, now).message() for now in (NOON, later))
    assert first["Message-ID"] == second["Message-ID"] == message_id(CLAIMED)
    assert parsedate_to_datetime(second["Date"]) == later


def strings_of(case: Case) -> set[str]:
    """Every text, date and number of a case and of what hangs on it, long enough to be telling."""
    found = set(export_lines(is_pseudonymised=False))
    for model in apps.get_app_config("cases").get_models():
        if any(field.name == "case" for field in model._meta.fields):
            for row in model._default_manager.filter(case=case).values():
                found |= {str(value) for value in row.values() if value is not None}
    return {text for text in found if len(text) >= 4 and text not in {"True", "False", "None"}}


@pytest.mark.django_db
def test_nothing_in_it_identifies_a_patient(
    paper_patient: Case, responsible: Any, lead: Any, sink: Sink
) -> None:
    Identity.objects.update_or_create(
        case=paper_patient,
        defaults={
            "centre": paper_patient.centre,
            "record_number": "118-22-4711",
            "initials": "QX",
            "year_of_birth": 1957,
        },
    )
    case = paper_patient
    CareTeam.objects.create(case=case, responsible=responsible, changed_by=lead, changed_at=NOON)
    due = Due.objects.create(
        case=case,
        what="visit",
        text="thorax equivocal",
        due_date=datetime.date(2030, 5, 9),
        origin="request",
        origin_uid=uuid.uuid4(),
        step="m009",
        created_at=NOON,
    )
    plan_deliveries(NOON)
    with Mailer() as mailer:
        mailer.send(claim(NOON)[0], NOON)
    raw = sink.taken[0].raw.decode()
    texts = strings_of(case) | {
        *(case.pseudonym, str(case.uid), str(due.uid), due.text or "", due.step),
        *("2030-05-09", "9 May", "09/05", case.centre.name, str(lead.name), responsible.name),
        *("118-22", "QX", "1957", "leiomyosarcoma", "vena cava", "sarcoma"),
    }
    own = {str(Delivery.objects.get().uid), responsible.email}
    assert len(texts) > 50
    for word in own:
        raw = raw.replace(word, "")
    assert {text for text in texts if text.lower() in raw.lower()} == set()


def test_fields_of_a_delivery_hold_no_patient() -> None:
    """The one table that is read while a mail is made has no text of a case's."""
    texts = [
        field.name
        for field in Delivery._meta.fields
        if isinstance(field, models.CharField | models.TextField)
    ]
    assert texts == ["step", "channel", "state", "last_error", "sent_by"]
