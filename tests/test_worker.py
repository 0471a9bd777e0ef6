"""A real worker and a real beat, over each broker there is: a stale case is scored.

Over Valkey (REDIS_URL), and over a Redis of our own where `redis-server` is installed.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings

from cases.models import Case
from ivcboard.celery import app
from scoring.models import Scored
from scoring.rules import RULES
from scoring.tasks import rescore_stale
from tests.test_guards import database_url

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
PATIENCE = 40  # seconds; a worker starts in about two
Run = Callable[..., subprocess.Popen[bytes]]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def wait_until(is_true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < deadline, f"{what} did not happen in {PATIENCE} s"
        time.sleep(0.1)


def answers(client: Any) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis that lasts as long as the test."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server was not found: tested against Valkey only")
    port, password = free_port(), secrets.token_hex(16)
    config = f'port {port}\nbind 127.0.0.1\nrequirepass {password}\nsave ""\ndir {tmp_path}\n'
    server = subprocess.Popen([program, "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert server.stdin
    server.stdin.write(config.encode())
    server.stdin.close()
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    wait_until(lambda: answers(redis.Redis.from_url(url)), "Redis starting")
    yield url
    server.terminate()
    server.wait(PATIENCE)


@pytest.fixture(params=["valkey", "redis"])
def broker(request: pytest.FixtureRequest, say: Callable[[list[str]], None]) -> str:
    """The address of the broker; prints which server answers there."""
    is_valkey = request.param == "valkey"
    url = settings.CELERY_BROKER_URL if is_valkey else request.getfixturevalue("redis_server")
    info = redis.Redis.from_url(url).info("server")
    name = info.get("server_name", "redis")
    version = info.get("valkey_version", info["redis_version"])
    say([f"broker: {name} {version}"])
    assert name == request.param
    return str(url)


@pytest.fixture
def run(broker: str, tmp_path: Path) -> Iterator[Run]:
    """Starts our Celery processes against the test database; they end with the test."""
    started: list[subprocess.Popen[bytes]] = []
    env = os.environ | {"DATABASE_URL": database_url(), "REDIS_URL": broker, "DEBUG": "1"}

    def start(*words: str, **more: str) -> subprocess.Popen[bytes]:
        log = (tmp_path / f"{words[0]}.log").open("wb")
        command = [sys.executable, "-m", "celery", "-A", "ivcboard", *words]
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=env | more, stdout=log, stderr=log
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.terminate()
        process.wait(PATIENCE)


@pytest.fixture
def ring(broker: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Sends the task through the broker under test."""

    def send() -> Any:
        with app.connection_for_write(broker) as connection:
            return rescore_stale.apply_async(connection=connection)

    return send


@pytest.fixture
def stale(paper_patient: Case) -> Case:
    """A case whose cards are those of another rule set."""
    Scored.objects.update(ruleset="older")
    return paper_patient


def is_scored() -> bool:
    return not Scored.objects.filter(ruleset="older").exists()


def test_a_worker_scores_a_stale_case(run: Run, ring: Callable[[], Any], stale: Case) -> None:
    worker = run("worker", "--pool", "solo", "--without-mingle", "--without-gossip")
    ring()
    wait_until(is_scored, "scoring")
    assert worker.poll() is None


def test_a_task_waits_for_a_worker_that_comes_later(
    run: Run, ring: Callable[[], Any], stale: Case
) -> None:
    ring()
    assert not is_scored()
    run("worker", "--pool", "solo", "--without-mingle", "--without-gossip")
    wait_until(is_scored, "scoring")


def test_two_rings_score_once(run: Run, ring: Callable[[], Any], stale: Case) -> None:
    ring()
    ring()
    run("worker", "--pool", "solo", "--without-mingle", "--without-gossip")
    wait_until(is_scored, "scoring")
    assert stale.cards.count() == len(RULES)


def test_beat_rings(run: Run, stale: Case, tmp_path: Path) -> None:
    """Beat itself, with the schedule of the settings made quick."""
    run("worker", "--pool", "solo", "--without-mingle", "--without-gossip")
    quick = tmp_path / "quick.py"
    quick.write_text(
        "from ivcboard.celery import app\n"
        "for entry in app.conf.beat_schedule.values():\n"
        "    entry['schedule'] = 1.0\n"
    )
    run(
        *("-A", "quick", "beat", "-s", str(tmp_path / "schedule")),
        PYTHONPATH=f"{tmp_path}:{settings.BASE_DIR}",
    )
    wait_until(is_scored, "beat's ring")
