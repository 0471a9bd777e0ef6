"""What the person at the terminal reads: steps with their duration, one sentence on failure."""
# ruff: noqa: T201 - printing is the purpose

import contextlib
import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

# An exception as Python prints it, or an error as PostgreSQL's programs do.
ERROR = re.compile(
    r"(?:[A-Za-z_][\w.]*(?:Error|Exception|Configured)|.*\b(?:error|ERROR|FATAL)): (.+)"
)
WIDTH = 34  # characters before a step's duration


class CannotGoOn(Exception):
    """Its text is the one sentence printed before exit 1."""


def say(text: str, end: str = "\n") -> None:
    """Prints at once; a terminal that has gone away is no reason to stop cleaning up."""
    with contextlib.suppress(OSError, ValueError):
        print(text, end=end, flush=True)


@contextlib.contextmanager
def step(name: str) -> Iterator[None]:
    """Prints the name, runs the block, and prints how many seconds it took."""
    say(f"  {name} ".ljust(WIDTH, "."), end=" ")
    began = time.monotonic()
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - began:.1f} s")


def exit_status(work: Callable[[], int]) -> int:
    """What `work` returns, or 1 with one sentence on standard error, never a traceback."""
    try:
        return work()
    except CannotGoOn as problem:
        sentence = str(problem)
    except OSError as problem:
        about = f"{problem.filename}: " if problem.filename else ""
        sentence = f"ivcboard cannot go on: {about}{problem.strerror or problem}."
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)
    return 1


def reason(log: Path) -> str:
    """The last error's message, else the last line, without a full stop; "" if empty."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [found[1].strip() for line in lines if (found := ERROR.match(line))]
    return (errors or lines or [""])[-1].rstrip(".")


def relative(path: Path) -> str:
    """As short as a person standing in the current folder would write it."""
    short = os.path.relpath(path)
    return str(path) if short.startswith("..") else short
