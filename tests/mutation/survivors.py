"""Mutants that no test noticed, and why each is no fault: docs/mutants.csv."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ivcboard.local.installation import PROJECT

FILE = PROJECT / "docs" / "mutants.csv"
COLUMNS = ("function", "was", "became", "reason")
COMPARED = re.compile(r"(?<![-=])[<>]=?(?!>)|[=!]=|\b(?:not in|in|is not|is)\b|\b\d")


@dataclass(frozen=True)
class Survivor:
    """function: dotted, without the mutant's number. was, became: the changed lines."""

    function: str
    was: str
    became: str

    @property
    def is_of_comparison(self) -> bool:
        """Whether a comparison, or a number that may be a limit, was changed."""
        return COMPARED.findall(self.was) != COMPARED.findall(self.became)


def survivor(mutant: str, diff: str) -> Survivor:
    """From mutmut's name ("scoring.rules.imdc.x_figures__mutmut_3") and its unified diff."""
    module, _dot, name = mutant.rpartition(".")
    function = name.partition("__mutmut_")[0].removeprefix("x_")
    lines = [line for line in diff.splitlines() if not line.startswith(("---", "+++"))]
    was, became = (_joined(line[1:] for line in lines if line.startswith(sign)) for sign in "-+")
    return Survivor(f"{module}.{function}", was, became)


def _joined(lines: Iterable[str]) -> str:
    return " ".join(line.strip() for line in lines)


def explained(path: Path = FILE) -> dict[Survivor, str]:
    """The survivors of the file with their reasons; none before there is one."""
    if not path.exists():
        return {}
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {Survivor(row["function"], row["was"], row["became"]): row["reason"] for row in rows}


def faults(survivors: Iterable[Survivor], reasons: dict[Survivor, str]) -> Iterator[str]:
    """What must not be: a survivor without a reason, on a comparison, or one that is gone."""
    alive = set(survivors)
    for each in sorted(alive, key=lambda each: (each.function, each.was, each.became)):
        if each.is_of_comparison:
            yield f"on a comparison or a limit: {each.function}: {each.was} -> {each.became}"
        elif not reasons.get(each):
            yield f"without a reason: {each.function}: {each.was} -> {each.became}"
    for gone in sorted(reasons.keys() - alive, key=lambda each: each.function):
        yield f"no longer alive, take it out: {gone.function}: {gone.was} -> {gone.became}"
