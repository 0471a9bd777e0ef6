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
from pytest_django.plugin import DjangoDbBlocker

from accounts.database import as_owner
from accounts.models import Centre, Membership, Role, User
from cases.exchange.importing import import_file
from cases.models import Case, Identity

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the test's thread
PASSWORD = "a long enough phrase"  # noqa: S105
PAPER_PATIENT = settings.BASE_DIR / "demo" / "paper-patient.json"


def pytest_configure() -> None:
    """A sentence instead of a traceback when pytest is started by hand."""
    if not settings.DATABASE_OWNER_URL:
        pytest.exit("No test servers: run `make test ARGS=...`, which starts them.", 1)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The test database is made by the owner; the tests connect as the application role."""
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
