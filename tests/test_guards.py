"""Nothing of ours serves on unsafe settings: exit 1, one sentence each, no traceback."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection

from accounts.models import User
from ivcboard.guards import is_weak_key

pytestmark = pytest.mark.django_db(transaction=True)
GOOD_KEY = secrets.token_urlsafe(60)
KEY_SENTENCE = (
    "ivcboard refuses to start: SECRET_KEY is missing, a default or shorter than 50 characters:"
    " set a random one of your own.\n"
)
HOST_SENTENCE = (
    "ivcboard refuses to start: ALLOWED_HOSTS is empty or allows every host:"
    " name the hosts served.\n"
)


def database_url() -> str:
    """The test database, as the application's role."""
    found = connection.settings_dict
    place = f"{found['HOST']}:{found['PORT']}/{found['NAME']}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{place}"


@pytest.fixture(scope="module", autouse=True)
def _collected_static(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A folder for collected static files, as in production: without it whitenoise warns."""
    folder = tmp_path_factory.mktemp("var")
    (folder / "static").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VAR_DIR", str(folder))
        yield


def start(code: str = "import ivcboard.wsgi", **changes: str) -> tuple[int, str]:
    """Exit status and standard error of a process that would serve."""
    env = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": os.environ["VAR_DIR"],
        "SECRET_KEY": GOOD_KEY,
        "ALLOWED_HOSTS": "board.example",
        "DATABASE_URL": database_url(),
        **changes,
    }
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={name: value for name, value in env.items() if value},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


def test_safe_settings_serve() -> None:
    assert start() == (0, "")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        "x" * 80,
        f"django-insecure-{GOOD_KEY}",
        "changeme" * 9,
    ],
    ids=["none", "short", "monotonous", "Django's own", "placeholder"],
)
def test_a_weak_key_does_not(key: str) -> None:
    assert start(SECRET_KEY=key) == (1, KEY_SENTENCE)


@pytest.mark.parametrize("hosts", ["", "*", "board.example,*"])
def test_every_host_does_not(hosts: str) -> None:
    assert start(ALLOWED_HOSTS=hosts) == (1, HOST_SENTENCE)


def test_two_faults_are_two_sentences() -> None:
    assert start(SECRET_KEY="short", ALLOWED_HOSTS="*") == (1, KEY_SENTENCE + HOST_SENTENCE)


@pytest.mark.parametrize(("is_active", "status"), [(True, 1), (False, 0)])
def test_an_account_for_demonstration_does_not(is_active: bool, status: int) -> None:
    User.objects.create_user("demo@test.example", is_demo=True, is_active=is_active)
    found, said = start()
    assert found == status
    assert said.count("\n") == status
    assert ("demonstration account" in said, "Traceback" in said) == (is_active, False)


def test_a_database_that_cannot_be_read_does_not() -> None:
    found, said = start(DATABASE_URL="postgres://nobody:x@127.0.0.1:1/nothing")
    assert (found, said.count("\n"), "Traceback" in said) == (1, 1, False)
    assert said.startswith("ivcboard refuses to start: The database cannot be read")


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_worker_and_beat_are_under_the_same_guard(part: str) -> None:
    code = (
        "from celery.signals import worker_init, beat_init; import ivcboard.celery as c;"
        f"c.app.loader.import_default_modules(); {part}_init.send(sender=None)"
    )
    assert start(code, SECRET_KEY="short")[0] == 1
    assert start(code)[0] == 0


def test_gunicorn_ends_instead_of_trying_again() -> None:
    code = (
        "import sys; from gunicorn.app.wsgiapp import run;"
        "sys.argv = ['gunicorn', '--preload', '--no-control-socket', '-b', '127.0.0.1:0',"
        "'ivcboard.wsgi'];"
        "run()"
    )
    status, said = start(code, SECRET_KEY="short")
    assert (status != 0, KEY_SENTENCE.strip() in said) == (True, True)


def test_development_may_have_a_weak_key() -> None:
    assert start(DEBUG="1", SECRET_KEY="short", ALLOWED_HOSTS="*")[0] == 0


@pytest.mark.parametrize(
    ("key", "is_weak"),
    [(GOOD_KEY, False), (GOOD_KEY[:49], True), ("abcd" * 20, True), ("", True)],
    ids=["good", "short", "monotonous", "empty"],
)
def test_what_a_weak_key_is(key: str, is_weak: bool) -> None:
    assert is_weak_key(key) is is_weak
