"""Due items of one case, the people of its chain, and a real mail server."""

import datetime
import socket
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from accounts.models import Role, User
from cases.models import Case
from surveillance.models import CareTeam, Due
from surveillance.tests.engine.sink import HOST, Sink

TODAY = datetime.date(2030, 5, 14)
NOON = datetime.datetime(2030, 5, 14, 12, tzinfo=datetime.UTC)
MakeDue = Callable[..., Due]


def days(number: float) -> datetime.timedelta:
    return datetime.timedelta(days=number)


@pytest.fixture
def make_due(case: Case) -> MakeDue:
    """A due item of TODAY, asked for by a person and not by a schedule."""

    def make(**changes: Any) -> Due:
        fields = {
            "case": case,
            "what": "visit",
            "due_date": TODAY,
            "origin": "request",
            "origin_uid": uuid.uuid4(),
            "step": "m001",
            "created_at": NOON - days(90),
        }
        return Due.objects.create(**fields | changes)

    return make


@pytest.fixture
def due(make_due: MakeDue) -> Due:
    return make_due()


@pytest.fixture
def responsible(person: Callable[..., User]) -> User:
    return person(Role.CLINICIAN, email="responsible@test.example")


@pytest.fixture
def deputy(person: Callable[..., User]) -> User:
    return person(Role.FOLLOW_UP, email="deputy@test.example")


@pytest.fixture
def lead(person: Callable[..., User]) -> User:
    return person(Role.LEAD, email="lead@test.example")


@pytest.fixture
def team(case: Case, responsible: User, deputy: User, lead: User) -> CareTeam:
    """The whole chain: responsible, deputy, and the centre's lead."""
    return CareTeam.objects.create(
        case=case, responsible=responsible, deputy=deputy, changed_by=lead, changed_at=NOON
    )


@pytest.fixture(scope="session")
def _sink() -> Iterator[Sink]:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port = int(taken.getsockname()[1])
    sink = Sink(port)
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def sink(_sink: Sink, settings: Any) -> Sink:
    """Takes the mails of the test; empty at its start."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = HOST, _sink.port, 1
    _sink.gone, _sink.taken, _sink.cut = set(), [], []
    _sink.mode, _sink.thinking, _sink.connections = "", 0.0, 0
    return _sink
