"""Fixtures for every test: people of two centres, cases, and a database with its two real roles.

Run by `make test`, which starts PostgreSQL and Valkey of its own and names them in the environment.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.remote import Producer

from accounts.database import as_owner
from accounts.models import Centre, Membership, Role, User
from cases.exchange.importing import import_file
from cases.models import Case, Identity
from tests.sharing import Queues, turn

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread
# A busy machine is no fault of the code.
hypothesis_settings.register_profile(
    "unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("unhurried")
PASSWORD = "a long enough phrase"  # noqa: S105
SAID = "said"
PAPER_PATIENT = settings.BASE_DIR / "demo" / "paper-patient.json"


def pytest_configure() -> None:
    """A sentence instead of a traceback when pytest is started by hand.

    A process of several (pytest-xdist's gw0, gw1, ...) has a database of the broker of its own.
    """
    if not settings.DATABASE_OWNER_URL:
        pytest.exit("No test servers: run `make test ARGS=...`, which starts them.", 1)
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    settings.CELERY_BROKER_URL = f"{settings.CELERY_BROKER_URL.rpartition('/')[0]}/{number}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Queues:
    return Queues(config, log)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Last of all: the order in which several processes take up the queues."""
    yield
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: turn(item.nodeid))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have to say: one of several processes has no terminal to print it on."""
    reports = [report for each in terminalreporter.stats.values() for report in each]
    pairs = [pair for report in reports for pair in getattr(report, "user_properties", [])]
    for text in dict.fromkeys(text for name, text in pairs if name == SAID):
        terminalreporter.write_line(f"\n{text}")


@pytest.fixture
def say(record_property: Callable[[str, object], None]) -> Callable[[list[str]], None]:
    """Lines for the person at the terminal, shown when all tests are over."""
    return lambda lines: record_property(SAID, "\n".join(lines))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """The test database is made by the owner; the tests connect as the application role.

    Each process of several has its own, of which `django_db_modify_db_settings` makes the name.
    """
    real_name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        with as_owner():
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        yield
        with as_owner():
            connection.creation.destroy_test_db(real_name, verbosity=0)


@pytest.fixture
def centre(db: None) -> Centre:
    """The centre at which the people of the tests work."""
    return Centre.objects.create(name="Centre", time_zone="Europe/Paris")


@pytest.fixture(scope="session")
def password_hash() -> str:
    """The hash of PASSWORD, made once: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


@pytest.fixture
def person(centre: Centre, password_hash: str) -> Callable[..., User]:
    """Makes a user with a role at the centre (or at another one)."""

    def make(role: str, at: Centre | None = None, email: str = "") -> User:
        address = email or f"{role}-{uuid.uuid4().hex[:6]}@test.example"
        user = User.objects.create(email=address, name=role, password=password_hash)
        Membership.objects.create(user=user, centre=at or centre, role=role)
        return user

    return make


@pytest.fixture
def clinician(person: Callable[..., User]) -> User:
    return person(Role.CLINICIAN)


@pytest.fixture
def presenter(person: Callable[..., User]) -> User:
    return person(Role.PRESENTER)


@pytest.fixture
def stranger(person: Callable[..., User]) -> User:
    """A clinician of another centre."""
    return person(Role.CLINICIAN, at=Centre.objects.create(name="Elsewhere"))


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A client signed in as a person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def case(centre: Centre) -> Case:
    """An empty case of the centre."""
    made = Case.objects.create(centre=centre, pseudonym="IVC-0001")
    Identity.objects.create(case=made, centre=centre, record_number="118-22")
    made.refresh_from_db()
    return made


@pytest.fixture
def paper_patient(centre: Centre) -> Case:
    """The published patient, imported."""
    import_file(Path(PAPER_PATIENT).read_bytes(), centre=centre)
    return Case.objects.get(pseudonym="DEMO-0001")
