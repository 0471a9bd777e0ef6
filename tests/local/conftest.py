"""A `make run` in a folder of its own, driven from outside like a person would."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from ivcboard.local.installation import PROJECT, free_port

OWN = (
    *("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL"),
    *("SECRET_KEY", "DEBUG", "MAKEFLAGS"),
)
SUPERVISOR = (sys.executable, "-m", "ivcboard.local")


def hear_hang_up() -> None:
    """As at a terminal, also where the tests were started by nohup."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def wait_for(happened: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, f"not within {seconds} seconds"
        time.sleep(0.1)


def alive(mark: str) -> list[str]:
    """Command lines of processes that carry `mark` in their arguments or environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes()
            is_zombie = not words
            if not is_zombie and mark.encode() in words + (entry / "environ").read_bytes():
                found.append(f"{entry.name} {words.replace(bytes(1), b' ').decode()}")
    return found


@dataclass
class Installed:
    """One installation folder; its supervisor may be started and ended many times."""

    folder: Path
    port: int = field(default_factory=free_port)
    _child: subprocess.Popen[bytes] | None = None

    def env(self, **more: str) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key not in OWN}
        return {**inherited, "VAR_DIR": str(self.folder), "PORT": str(self.port), **more}

    def start(self, command: Sequence[str] = SUPERVISOR, **env: str) -> None:
        with self.output.open("wb") as output:
            self._child = subprocess.Popen(
                command,
                cwd=PROJECT,
                env=self.env(**env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=hear_hang_up,
            )
        wait_for(lambda: self._child.poll() is not None or "Ctrl-C stops it" in self.said())
        assert self._child.poll() is None, self.said()

    def refused(self, **env: str) -> str:
        """What a start that cannot work says: one sentence, exit 1."""
        result = subprocess.run(
            SUPERVISOR,
            cwd=PROJECT,
            env=self.env(**env),
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1, result.stdout + result.stderr
        assert "Traceback" not in result.stdout + result.stderr
        assert result.stderr.count("\n") == 1, result.stderr
        return result.stderr

    @property
    def output(self) -> Path:
        return self.folder.with_suffix(".out")

    @property
    def pid(self) -> int:
        return self._child.pid

    def said(self) -> str:
        return self.output.read_text()

    def end(self, number: signal.Signals) -> int:
        """Sends the signal and returns the exit status."""
        self._child.send_signal(number)
        return self._child.wait(30)

    def wait(self) -> int:
        return self._child.wait(60)

    def health(self) -> int:
        """The status of /healthz; 0 if nobody listens."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request("GET", "/healthz", headers={"Host": "localhost"})
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            link.close()

    def local_env(self) -> dict[str, str]:
        lines = (self.folder / "local.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def manage(self, *words: str) -> None:
        """A manage.py command beside what runs, which it finds by local.env."""
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, cwd=PROJECT, env=self.env(), check=True)

    def processes(self, words: str) -> list[int]:
        """Numbers of this installation's processes whose command line has `words`."""
        return [int(line.split()[0]) for line in alive(str(self.folder)) if words in line]

    def process(self, words: str) -> int:
        """The number of the one process with `words`, waited for; its name changes on starting."""
        found: list[int] = []

        def is_one() -> bool:
            found[:] = self.processes(words)
            return len(found) == 1

        wait_for(is_one)
        return found[0]

    def assert_gone(self) -> None:
        wait_for(lambda: not alive(str(self.folder)), 15)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared by a module's tests: each finds the data the one before has left."""
    return tmp_path_factory.mktemp("installed") / "var"


@pytest.fixture
def installed(folder: Path) -> Iterator[Installed]:
    """Whatever a failed test leaves running is killed."""
    yield Installed(folder)
    for line in alive(str(folder)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(line.split()[0]), signal.SIGKILL)


@pytest.fixture
def empty_database() -> Iterator[str]:
    """Address, for the application role, of a database in which nothing has been migrated."""
    owner, application = os.environ["DATABASE_OWNER_URL"], os.environ["DATABASE_URL"]
    name = f"empty_{os.getpid()}"
    with psycopg.connect(owner, autocommit=True) as link:
        link.execute(f"CREATE DATABASE {name}")
        yield f"{application.rpartition('/')[0]}/{name}"
        link.execute(f"DROP DATABASE {name} WITH (FORCE)")
