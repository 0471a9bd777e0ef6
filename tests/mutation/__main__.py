"""`make mutate`: changes the rules in thousands of small ways and counts which the tests notice.

    python -m tests.mutation [NAME ...]     all of scoring/rules, or mutants by pattern

Prints the share that was noticed, of all that were tried; exits with 1 below LEAST_KILLED, or when
a survivor has no reason in docs/mutants.csv or lies on a comparison or a limit. A run that was cut
short goes on where it stopped.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from mutmut.stats import status_by_exit_code

from ivcboard.local.installation import PROJECT
from tests.faults.report import COMMIT
from tests.mutation.survivors import Survivor, explained, faults, survivor

LEAST_KILLED = 95  # percent
MUTANTS = PROJECT / "mutants"
NOTICED = ("killed", "timeout", "segfault")
# The rules' tests meet no server; settings must only load.
NOWHERE = "127.0.0.1:1"
ENVIRONMENT = {
    "DEBUG": "1",
    "SECRET_KEY": "0" * 64,
    "DATABASE_URL": f"postgresql://nobody:none@{NOWHERE}/none",
    "DATABASE_OWNER_URL": f"postgresql://nobody:none@{NOWHERE}/none",
    "REDIS_URL": f"redis://{NOWHERE}/0",
    "EMAIL_URL": f"smtp://{NOWHERE}",
}


def mutmut(*words: str) -> subprocess.CompletedProcess[bytes]:
    """As a person would call it; its own output goes to the terminal unless captured."""
    command = [sys.executable, "-m", "mutmut", *words]
    is_quiet = words[0] == "show"
    return subprocess.run(
        command, cwd=PROJECT, env=os.environ | ENVIRONMENT, capture_output=is_quiet, check=False
    )


def statuses() -> Iterator[tuple[Path, str, int]]:
    """File, mutant and the exit status of its tests; those that were not tried are left out."""
    for meta in sorted(MUTANTS.glob("scoring/rules/**/*.meta")):
        found = json.loads(meta.read_text())["exit_code_by_key"]
        for mutant, status in found.items():
            if status is None:
                continue
            yield meta.relative_to(MUTANTS).with_suffix(""), mutant, status


def is_noticed(status: int) -> bool:
    return status_by_exit_code[status] in NOTICED


def table() -> list[str]:
    """A line for each file, and the sum."""
    made: Counter[Path] = Counter()
    killed: Counter[Path] = Counter()
    for file, _mutant, status in statuses():
        made[file] += 1
        killed[file] += is_noticed(status)
    lines = [f"{killed[file]:>5} of {made[file]:>5}  {file}" for file in made]
    percent = 100 * killed.total() / max(made.total(), 1)
    return [*lines, f"noticed {killed.total()} of {made.total()} mutants: {percent:.1f} %"]


def is_enough() -> bool:
    tried = [is_noticed(status) for _file, _mutant, status in statuses()]
    return bool(tried) and 100 * sum(tried) >= LEAST_KILLED * len(tried)


def survivors() -> list[Survivor]:
    alive = [mutant for _file, mutant, status in statuses() if not is_noticed(status)]
    return [survivor(mutant, mutmut("show", mutant).stdout.decode()) for mutant in alive]


def main(names: list[str]) -> int:
    mutmut("run", *names)
    now = datetime.now(UTC)
    lines = [f"mutate, {now:%Y-%m-%d %H:%M} UTC, commit {COMMIT}", *table()]
    lines += faults(survivors(), explained())
    report = PROJECT / "var" / "reports" / f"mutate-{now:%Y%m%dT%H%M%S}.txt"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text("\n".join(lines) + "\n")
    sys.stdout.write("\n".join(lines) + "\n")
    has_faults = len(lines) > len(table()) + 1
    return 0 if is_enough() and not has_faults else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
