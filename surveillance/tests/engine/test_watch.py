"""The safety net: when it sweeps, what it finds dead, and how its process starts and ends."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.core.management import call_command

from surveillance.engine.clock import database_now
from surveillance.engine.heartbeat import beat
from surveillance.engine.parts import find_dead_part
from surveillance.engine.watch import Watch
from surveillance.models import CareTeam, Delivery, Heartbeat
from surveillance.tests.engine.conftest import MakeDue, days
from surveillance.tests.engine.sink import Sink
from tests.test_guards import GOOD_KEY, KEY_SENTENCE, database_url

BY = "sweeper:7"


def watch() -> Watch:
    return Watch(BY, lambda: False)


@pytest.fixture(autouse=True)
def _impatient(settings: Any) -> None:
    """Who does not answer in 0.3 s is dead."""
    settings.REMINDER_INTERVALS = {"answer": 0.3}


@pytest.mark.django_db
class TestALook:
    """The broker of the tests is there; no worker is."""

    @pytest.fixture
    def due_now(self, make_due: MakeDue, team: CareTeam, sink: Sink) -> None:
        make_due(due_date=database_now().date() - days(1))

    def test_it_only_looks_while_celery_sweeps(self, due_now: None) -> None:
        beat("celery", database_now(), "celery:1")
        watch().look()
        assert Delivery.objects.count() == 0
        assert Heartbeat.objects.get(part="sweeper").dead_part == ""

    def test_the_first_look_of_all_waits_for_celery(self, due_now: None) -> None:
        watch().look()
        assert Delivery.objects.count() == 0
        assert Heartbeat.objects.get(part="celery").by == f"start of {BY}"

    def test_it_sends_when_celery_is_silent(
        self, due_now: None, sink: Sink, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)
        beat("celery", database_now() - days(1), "celery:1")
        net = watch()
        net.look()
        net.look()
        assert Delivery.objects.get().sent_by == BY
        assert Heartbeat.objects.get(part="sweeper").dead_part == "worker"
        beat("celery", database_now(), "celery:2")
        net.look()
        assert Heartbeat.objects.get(part="sweeper").dead_part == ""
        said = [record.message for record in caplog.records if "sweeper:" in record.message]
        assert said == [
            "sweeper: worker is dead; sending reminders myself",
            "sweeper: Celery sweeps again; standing by",
        ]

    @pytest.mark.parametrize(
        ("address", "part"), [("", "worker"), ("redis://127.0.0.1:1/0", "broker")]
    )
    def test_it_asks_who_is_dead(
        self, monkeypatch: pytest.MonkeyPatch, address: str, part: str
    ) -> None:
        """The broker of the tests answers; on port 1 nobody does."""
        url = address or django_settings.CELERY_BROKER_URL
        monkeypatch.setattr(current_app.conf, "broker_write_url", url)
        assert find_dead_part() == part

    @pytest.mark.parametrize("part", ["sweeper", "celery"])
    def test_its_health_is_its_own_sign_of_life(self, part: str) -> None:
        assert is_healthy() is False
        beat(part, database_now(), f"{part}:1")
        assert is_healthy() is (part == "sweeper")
        beat(part, database_now() - days(1), f"{part}:1")
        assert is_healthy() is False


def is_healthy() -> bool:
    with pytest.raises(SystemExit) as end:
        call_command("sweeper", check=True)
    return end.value.code == 0


Start = Callable[..., subprocess.Popen[str]]


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
class TestItsProcess:
    @pytest.fixture
    def start(self, tmp_path: Path) -> Iterator[Start]:
        """A sweeper of the test database; its standard error is a pipe."""
        started: list[subprocess.Popen[str]] = []

        def run(**changes: str) -> subprocess.Popen[str]:
            env = os.environ | {
                "DATABASE_URL": database_url(),
                "REDIS_URL": "redis://127.0.0.1:1/0",
                "SECRET_KEY": GOOD_KEY,
                "DEBUG": "0",
                "VAR_DIR": str(tmp_path),
                **changes,
            }
            process = subprocess.Popen(
                [sys.executable, "manage.py", "sweeper"],
                cwd=django_settings.BASE_DIR,
                env=env,
                stderr=subprocess.PIPE,
                text=True,
            )
            started.append(process)
            return process

        yield run
        for process in started:
            process.kill()
            process.wait()

    def says(self, process: subprocess.Popen[str], sentence: str) -> None:
        """Reads on until it says so."""
        assert process.stderr
        lines = []
        for line in process.stderr:
            lines.append(line)
            if sentence in line:
                return
        raise AssertionError("".join(lines))

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_it_starts_without_a_broker_and_ends_soon(
        self, start: Start, number: signal.Signals
    ) -> None:
        process = start()
        self.says(process, "sweeper: ready")
        process.send_signal(number)
        assert process.wait(10) == 0  # it looks every 20 s otherwise

    def test_it_gives_a_sign_of_life(self, start: Start) -> None:
        process = start()
        self.says(process, "sweeper: ready")
        deadline = time.monotonic() + 10
        while not Heartbeat.objects.filter(by=f"sweeper:{process.pid}").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert is_healthy() is True

    def test_it_waits_for_the_database_and_says_so_once(self, start: Start) -> None:
        process = start(DATABASE_URL="postgres://nobody:x@127.0.0.1:1/nothing")
        self.says(process, "sweeper: waiting for the database")
        time.sleep(1.5)
        assert process.poll() is None
        process.terminate()
        _, rest = process.communicate(timeout=10)
        assert (process.returncode, "waiting" in rest) == (0, False)

    def test_it_refuses_unsafe_settings_as_all_others_do(self, start: Start) -> None:
        process = start(SECRET_KEY="short")
        _, said = process.communicate(timeout=30)
        assert (process.returncode, said) == (1, KEY_SENTENCE)
