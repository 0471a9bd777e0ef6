"""What a test of faults found: on the terminal and, for the long forms, in var/reports."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime

from ivcboard.local.installation import PROJECT

Tell = Callable[[str, list[str]], None]


def commit() -> str:
    """Of the code that ran; `dirty` if there is more than that; unknown without git."""
    words = ["git", "describe", "--always", "--abbrev=40", "--dirty"]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


COMMIT = commit()  # when the tests began: others may go on committing meanwhile


def write(name: str, lines: list[str]) -> list[str]:
    """Into var/reports/fault-NAME-MOMENT.txt; the lines with their heading."""
    now = datetime.now(UTC)
    whole = [f"fault {name}, {now:%Y-%m-%d %H:%M} UTC, commit {COMMIT}", *lines]
    folder = PROJECT / "var" / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"fault-{name}-{now:%Y%m%dT%H%M%S}.txt"
    path.write_text("\n".join(whole) + "\n")
    return whole
