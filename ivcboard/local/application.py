"""Our own part: manage.py steps, then web, worker, beat and sweeper."""

import http.client
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ivcboard.local.installation import PROJECT, Installation, free_port
from ivcboard.local.processes import Process, leashed
from ivcboard.local.report import CannotGoOn, reason, relative

PORT_SECONDS = 10
HIGHEST_PORT = 65535
MAILS_ABOVE = 25  # the page of mails has the web's port and this, if that is free
NAMED = 5  # of the pending migrations, in one sentence


@dataclass(frozen=True)
class Application:
    installation: Installation
    env: Mapping[str, str]
    port: int

    def manage(self, *words: str, failed: str = "") -> str:
        """Standard output of `manage.py WORDS`; its errors are in the log and the sentence.

        The sentence begins with `failed`, or with the command's name if that is empty.
        """
        log = self.installation.log(words[0])
        with log.open("ab") as errors:
            result = subprocess.run(
                leashed([sys.executable, "manage.py", *words], signal.SIGKILL),
                cwd=PROJECT,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                check=False,
            )
        if result.returncode != 0:
            begin = failed or f"{words[0]} failed"
            raise CannotGoOn(f"{begin}: {reason(log)} (log: {relative(log)})")
        return result.stdout.decode()

    def migrate(self) -> None:
        self.manage("migrate", "--no-input", "--verbosity=0")

    def refuse_pending_migrations(self) -> None:
        """For a database that is not ours to change."""
        failed = "The database of DATABASE_URL cannot be used"
        plan = self.manage("showmigrations", "--plan", failed=failed).splitlines()
        pending = [line.removeprefix("[ ]").strip() for line in plan if line.startswith("[ ]")]
        if pending:
            more = f" and {len(pending) - NAMED} more" if len(pending) > NAMED else ""
            raise CannotGoOn(
                f"The database of DATABASE_URL lacks migrations: {', '.join(pending[:NAMED])}"
                f"{more}; run `manage.py migrate` with DATABASE_OWNER_URL first."
            )

    def load_demonstration(self) -> list[dict[str, str]]:
        """The accounts, as role, email and password."""
        accounts: list[dict[str, str]] = json.loads(self.manage("load_demo", "--json"))
        return accounts

    def processes(self) -> list[Process]:
        python, log = sys.executable, self.installation.log
        celery = [python, "-m", "celery", "-A", "ivcboard"]
        schedule = self.installation.folder / "beat-schedule"
        # Preloaded, so that the app's refusal to start ends gunicorn, which would otherwise go on
        # starting workers that refuse.
        web = [
            *(python, "-m", "gunicorn", "ivcboard.wsgi:application"),
            *("--bind", f"127.0.0.1:{self.port}", "--workers", "2"),
            *("--worker-class", "gthread", "--threads", "4"),
            *("--graceful-timeout", "5", "--no-control-socket", "--preload"),
        ]
        worker = [
            *(*celery, "worker", "--concurrency", "2", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle"),
        ]
        # No pid file: a stale one would keep the next beat from starting.
        beat = [
            *(*celery, "beat", "--loglevel", "INFO"),
            *("--schedule", str(schedule), "--pidfile", ""),
        ]
        sweeper = [python, "manage.py", "sweeper"]
        # The worker loses its broker in the same moment as its supervisor and could wait for it
        # for ever; what it was doing is in PostgreSQL, so it may just be killed.
        kill = signal.SIGKILL
        # What serves never holds the password of the tables' owner.
        env = {name: value for name, value in self.env.items() if name != "DATABASE_OWNER_URL"}
        return [
            Process("web", web, env, log("web"), cwd=PROJECT),
            Process("worker", worker, env, log("worker"), death_signal=kill, cwd=PROJECT),
            Process("beat", beat, env, log("beat"), death_signal=kill, cwd=PROJECT),
            Process("sweeper", sweeper, env, log("sweeper"), death_signal=kill, cwd=PROJECT),
        ]

    def answers(self, process: Process) -> bool:
        """The web by a page that reads the database, the others by what they log when ready."""
        if process.name == "web":
            return self._health() == http.client.OK
        ready = {"worker": " ready.", "beat": "beat: Starting", "sweeper": "sweeper: ready"}[
            process.name
        ]
        return ready in process.log.read_text(errors="replace")

    def _health(self) -> int:
        """The status of /healthz; 0 while nobody listens."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request("GET", "/healthz", headers={"Host": "localhost"})
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            link.close()


def check_broker(url: str, log: Path) -> None:
    """Asks with the client the worker will use, so that any URL it takes is understood."""
    question = (
        "import sys, kombu;"
        "link = kombu.Connection(sys.argv[1], transport_options={'socket_connect_timeout': 5});"
        "link.ensure_connection(max_retries=1, timeout=5)"
    )
    with log.open("ab") as errors:
        result = subprocess.run(
            leashed([sys.executable, "-c", question, url], signal.SIGKILL),
            stdout=errors,
            stderr=errors,
            check=False,
        )
    if result.returncode != 0:
        raise CannotGoOn(f"The broker of REDIS_URL does not answer: {reason(log)}")


def wait_for_port(port: int, *, after_crash: bool) -> None:
    """Returns when the web can have the port; waits only for our own web to let go of it."""
    deadline = time.monotonic() + (PORT_SECONDS if after_crash else 0)
    while not _is_free(port):
        if time.monotonic() >= deadline:
            raise CannotGoOn(
                f"Port {port} of 127.0.0.1 is in use: stop the program that has it, "
                f"or choose another, as in `PORT={port + 1} make run`."
            )
        time.sleep(0.2)


def port_for_mails(port: int) -> int:
    """Where a person would look for them, beside the web's port; else any free one."""
    beside = port + MAILS_ABOVE
    return beside if beside <= HIGHEST_PORT and _is_free(beside) else free_port()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotGoOn(
                f"Port {port} is not open to this user: set PORT above 1023."
            ) from None
        except OSError:
            return False
    return True


def port_from(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= HIGHEST_PORT:
        raise CannotGoOn(f"PORT is {text!r}: it must be a number from 1 to {HIGHEST_PORT}.")
    return int(text)
