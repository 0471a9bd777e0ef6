"""A process of ours: started on a leash, watched, stopped by asking first."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ivcboard.local.report import CannotGoOn, reason, relative

LEASH = Path(__file__).with_name("leash.py")
POLL_SECONDS = 0.05
DEATHS_ALLOWED = 5  # within DEATHS_SECONDS; the fifth ends `make run`
DEATHS_SECONDS = 60


def leashed(command: Sequence[str], death: signal.Signals) -> list[str]:
    """The command, getting the signal `death` when this process dies, however it dies.

    Linux ties this to the thread that starts the command: start from the main thread only.
    """
    python = [sys.executable, "-I", "-S", str(LEASH)]
    return [*python, death.name.removeprefix("SIG"), str(os.getpid()), *command]


@dataclass
class Process:
    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGINT
    """Sent by the kernel when the supervisor is gone and cannot use `stop_signal`."""
    prefix: Sequence[str] = ()
    """Words before the leash, such as a change of user, which would clear the leash."""
    cwd: Path | None = None
    deaths: list[float] = field(default_factory=list)
    _child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches the supervisor only, which stops in order."""
        self._end_group()
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [*self.prefix, *leashed(self.command, self.death_signal)],
                env=dict(self.env),
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def is_running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def wait_until(self, answers: Callable[[], bool], seconds: float) -> None:
        """Returns once `answers()` is true; CannotGoOn if the process ends first or is too slow."""
        deadline = time.monotonic() + seconds
        while not answers():
            if not self.is_running():
                raise CannotGoOn(
                    f"{self.name} stopped while starting: {reason(self.log)} "
                    f"(log: {relative(self.log)})"
                )
            if time.monotonic() > deadline:
                raise CannotGoOn(
                    f"{self.name} did not answer within {seconds:.0f} seconds; "
                    f"read {relative(self.log)}."
                )
            time.sleep(POLL_SECONDS)

    def has_died_too_often(self) -> bool:
        """Counts this death, and says whether it is the fifth within a minute."""
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < DEATHS_SECONDS] + [now]
        return len(self.deaths) >= DEATHS_ALLOWED

    def ask_to_stop(self) -> None:
        if self._child is not None and self.is_running():
            self._child.send_signal(self.stop_signal)

    def stop(self, seconds: float = 15) -> None:
        """Asks, waits, then kills whatever is left of its process group."""
        self.ask_to_stop()
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(seconds)
        self._end_group()

    def _end_group(self) -> None:
        """Kills what an ended or obstinate process has left: gunicorn's and Celery's children."""
        if self._child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
            self._child = None


def stop_all(processes: Sequence[Process]) -> None:
    """All at once: the slowest decides how long it takes."""
    for process in processes:
        process.ask_to_stop()
    for process in processes:
        process.stop()


def wait_for_leftovers(folder: Path, name: str, seconds: float = 30) -> None:
    """Waits for programs called `name` that live on in `folder` after their supervisor."""
    deadline = time.monotonic() + seconds
    while numbers := _living_in(folder, name):
        if time.monotonic() > deadline:
            raise CannotGoOn(
                f"{name} of an earlier run still uses {relative(folder)}: "
                f"stop process {numbers[0]}."
            )
        time.sleep(POLL_SECONDS)


def _living_in(folder: Path, name: str) -> list[int]:
    """Process numbers, by working folder; empty where there is no /proc."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "comm").read_text().startswith(name) and (entry / "cwd").samefile(folder):
                found.append(int(entry.name))
    return found
