"""The lines of a bench: to the terminal, and with the commit into var/reports/bench.txt."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
FILE = PROJECT / "var" / "reports" / "bench.txt"


@dataclass(frozen=True)
class Figure:
    """found: in words, with its interval. goal: in words; empty where the figure has none."""

    name: str
    found: str
    goal: str = ""
    is_met: bool = True

    def __str__(self) -> str:
        verdict = f"   goal {self.goal}: {'met' if self.is_met else 'MISSED'}" if self.goal else ""
        return f"{self.name}: {self.found}{verdict}"


def commit() -> str:
    """Of the code that ran; `dirty` if there is more than that."""
    words = ["git", "describe", "--always", "--abbrev=40", "--dirty"]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def say(line: object) -> None:
    """At once: a bench takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def write(lines: Sequence[str], ran: str) -> None:
    """ran: the commit when the bench began; others may go on committing meanwhile."""
    FILE.parent.mkdir(parents=True, exist_ok=True)
    heading = f"bench, {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {ran}"
    FILE.write_text("\n".join([heading, *lines]) + "\n")
