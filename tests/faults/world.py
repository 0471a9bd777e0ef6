"""A whole installation of real processes, each of which can be killed at any moment."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg
import redis

from ivcboard.local.installation import PROJECT, Installation, free_port
from ivcboard.local.postgres import Postgres
from ivcboard.local.processes import Process
from ivcboard.local.throwaway import FAST
from ivcboard.local.valkey import Valkey
from surveillance.tests.engine.sink import HOST, Sink
from tests.faults.seed import EMAIL, PASSWORD, gone_addresses

SERVE = ("DATABASE_OWNER_URL", "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "DEBUG")
# What was committed has to outlive the server, though not a power cut.
KILLED_BUT_NOT_CUT_OFF = {**FAST, "synchronous_commit": "on"}
QUICK, RESTLESS, REAL = "tests.faults.quick", "tests.faults.restless", "ivcboard.settings"


@dataclass
class Victim(Process):
    """A process that is killed and not asked."""

    @property
    def pid(self) -> int:
        assert self._child
        return self._child.pid

    def kill(self) -> None:
        """kill -9 for it and for its children."""
        os.killpg(self.pid, signal.SIGKILL)
        assert self._child
        self._child.wait()

    def kill_child(self) -> bool:
        """kill -9 for one of its children only; False if it has none at the moment."""
        try:
            children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            os.kill(int(children[0]), signal.SIGKILL)
        except (FileNotFoundError, IndexError, ProcessLookupError):
            return False
        return True

    def says(self, words: str) -> bool:
        return words in self.log.read_text(errors="replace")


def wait_for(happened: Callable[[], Any], seconds: float, what: str) -> float:
    """How many seconds it took."""
    begun = time.monotonic()
    while not happened():
        assert time.monotonic() - begun < seconds, f"{what}: not within {seconds} seconds"
        time.sleep(0.05)
    return time.monotonic() - begun


@dataclass
class World:
    """PostgreSQL, Valkey and a mail server of its own, and whatever is started of ours.

    Our processes have the settings that `use` named last; until then the quick ones.
    """

    folder: Path
    stack: ExitStack
    env: dict[str, str] = field(default_factory=dict)
    processes: list[Victim] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.installation = Installation.open(self.folder)
        self.postgres: Postgres = self.installation.postgres(KILLED_BUT_NOT_CUT_OFF)
        self.valkey: Valkey = self.installation.valkey()
        self.valkey.process.stop_signal = signal.SIGKILL
        self.sink = Sink(free_port())

    def start(self) -> None:
        """The servers, with a schema and a few cases."""
        for server in (self.postgres, self.valkey):
            self.stack.callback(server.process.stop)
            server.start()
        self.stack.callback(self.sink.stop)
        self.stack.callback(self.end_processes)
        self.sink.start()
        inherited = {key: value for key, value in os.environ.items() if key not in SERVE}
        self.env = {
            **inherited,
            **self.postgres.environment(),
            **self.valkey.environment(),
            "EMAIL_URL": f"smtp://{HOST}:{self.sink.port}",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": "localhost",
            "VAR_DIR": str(self.folder),
            "DJANGO_SETTINGS_MODULE": QUICK,
        }
        self._run("manage.py", "migrate", "--verbosity=0")
        self._run("-m", "tests.faults.seed")

    def use(self, settings: str) -> None:
        """For processes started from now on; broker and sink forget what an earlier test left."""
        redis.Redis.from_url(self.env["REDIS_URL"]).flushall()
        self.env["DJANGO_SETTINGS_MODULE"] = settings
        self.sink.taken, self.sink.cut, self.sink.thinking = [], [], 0
        self.sink.gone = gone_addresses()

    def _run(self, *words: str) -> None:
        subprocess.run([sys.executable, *words], cwd=PROJECT, env=self.env, check=True)

    def process(self, name: str, words: Sequence[str], **more: str) -> Victim:
        """Started; it ends with the test."""
        log = self.folder / "log" / f"{len(self.processes)}-{name}.log"
        log.unlink(missing_ok=True)
        env = {key: value for key, value in self.env.items() if key != "DATABASE_OWNER_URL"}
        command = [sys.executable, *words]
        kill = signal.SIGKILL
        process = Victim(name, command, env | more, log, kill, kill, cwd=PROJECT)
        self.processes.append(process)
        process.start()
        return process

    def end_processes(self) -> None:
        """Ours, and not the servers."""
        for process in self.processes:
            process.stop()
        self.processes.clear()

    def worker(self) -> Victim:
        """One that sends in a child, so that either can be killed."""
        words = ["worker", "--loglevel", "INFO", "--concurrency", "1", "--without-mingle"]
        return self.process("worker", ["-m", "celery", "-A", "ivcboard", *words])

    def beat(self) -> Victim:
        place = str(self.folder / f"schedule-{len(self.processes)}")
        words = ["beat", "--loglevel", "INFO", "--schedule", place, "--pidfile", ""]
        return self.process("beat", ["-m", "celery", "-A", "ivcboard", *words])

    def sweeper(self) -> Victim:
        return self.process("sweeper", ["manage.py", "sweeper"])

    def web(self) -> "Page":
        """With DEBUG, as the tests have no TLS, without which a browser keeps no cookie."""
        port = free_port()
        words = ["-m", "gunicorn", "ivcboard.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        process = self.process("web", [*words, "--no-control-socket"], DEBUG="1")
        process.wait_until(lambda: process.says("Booting worker"), 30)
        return Page(f"http://localhost:{port}")

    def rows(self, statement: LiteralString, *values: Any) -> list[Any]:
        """What the database says, as soon as it is there."""
        deadline = time.monotonic() + 60
        while True:
            try:
                with psycopg.connect(self.env["DATABASE_URL"], connect_timeout=5) as link:
                    found = link.execute(statement, values)
                    return found.fetchall() if found.description else []
            except psycopg.OperationalError:
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def release(self, number: int) -> list[int]:
        """So many items become due, spread over the cases; their ids."""
        rows = self.rows(
            """
            INSERT INTO surveillance_due (uid, case_id, what, due_date, window_before_days,
                window_after_days, state, origin, origin_uid, step, created_at)
            SELECT gen_random_uuid(), (SELECT min(id) FROM cases_case)
                    + n %% (SELECT count(*) FROM cases_case),
                'visit', current_date - 2, 0, 0, 'open', 'request', gen_random_uuid(), 'm001',
                clock_timestamp()
            FROM generate_series(1, %s) n
            RETURNING id
            """,
            number,
        )
        return [row[0] for row in rows]

    def senders(self, dues: Sequence[int]) -> list[str]:
        """Which part has sent each of these items' mails; shorter than `dues` until all are."""
        rows = self.rows(
            "SELECT split_part(sent_by, ':', 1) FROM surveillance_delivery"
            " WHERE state = 'sent' AND due_id = ANY(%s)",
            list(dues),
        )
        return [row[0] for row in rows]

    def dead_part(self) -> str:
        """What the sweeper found dead when it last looked."""
        return str(self.rows("SELECT dead_part FROM surveillance_heartbeat ORDER BY part")[1][0])

    def heartbeats(self) -> set[str]:
        """Who has given a sign of life: the first words of its process's or task's name."""
        rows = self.rows("SELECT split_part(by, ':', 1) FROM surveillance_heartbeat")
        return {row[0] for row in rows}

    def kill_postgres(self) -> None:
        """kill -9 of the server; its children notice."""
        number = (self.postgres.data / "postmaster.pid").read_text().split()[0]
        os.kill(int(number), signal.SIGKILL)


class Page:
    """The list of cases as a person sees it who has signed in."""

    def __init__(self, address: str) -> None:
        self.address, jar = address, CookieJar()
        self._open = build_opener(HTTPCookieProcessor(jar)).open
        form = self._read("/sign-in/")
        found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert found
        data = {"csrfmiddlewaretoken": found[1], "login": EMAIL, "password": PASSWORD}
        self._read("/sign-in/", urlencode(data).encode())

    def _read(self, path: str, data: bytes | None = None) -> str:
        with self._open(f"{self.address}{path}", data, timeout=30) as answer:
            return str(answer.read().decode())

    def banner(self) -> list[str]:
        found = re.findall('<p class="site-banner"[^>]*>(.*?)</p>', self._read("/cases/"), re.S)
        return [unescape(sentence).strip() for sentence in found]
