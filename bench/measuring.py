"""Measuring two pieces of work against each other, round by round, in one process."""

import os
import resource
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.db import connection

# Of ten or more medians the second and the last but one enclose the true one in 95 % of cases.
OUTER = 2


class Spent(NamedTuple):
    """Seconds. cpu: of this process. database: of the server's process for our connection.

    wall: until it was done.
    """

    cpu: float
    database: float
    wall: float


class Interval(NamedTuple):
    """The middle of the rounds and, for 95 %, the interval that holds their true median."""

    low: float
    middle: float
    high: float

    def text(self, unit: str, digits: int = 1) -> str:
        low, middle, high = (f"{number:,.{digits}f}" for number in self)
        return f"{middle} {unit} ({low} to {high})"


@dataclass(frozen=True)
class Rounds:
    """What each round of both sides took, ours first in every round that is even."""

    ours: Sequence[Spent]
    yardstick: Sequence[Spent]

    def ratio(self) -> Interval:
        """CPU of ours by CPU of the yardstick of the same round."""
        pairs = zip(self.ours, self.yardstick, strict=True)
        return interval(mine.cpu / bare.cpu for mine, bare in pairs)


def spent(work: Callable[[], object]) -> Spent:
    cpu, database, wall = time.process_time(), database_cpu(), time.perf_counter()
    work()
    return Spent(time.process_time() - cpu, database_cpu() - database, time.perf_counter() - wall)


def database_cpu() -> float:
    """Seconds, in steps of a hundredth, that the server's process has worked for us so far."""
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def interleaved(
    ours: Sequence[Callable[[], object]], yardstick: Sequence[Callable[[], object]]
) -> Rounds:
    """ABAB: each round runs one of ours and one of the yardstick's, in turn the first."""
    mine: list[Spent] = []
    bare: list[Spent] = []
    for number, (own, other) in enumerate(zip(ours, yardstick, strict=True)):
        if number % 2:
            bare.append(spent(other))
            mine.append(spent(own))
        else:
            mine.append(spent(own))
            bare.append(spent(other))
    return Rounds(mine, bare)


def interval(numbers: Iterable[float]) -> Interval:
    ordered = sorted(numbers)
    return Interval(ordered[OUTER - 1], statistics.median(ordered), ordered[-OUTER])


def memory() -> float:
    """Megabytes that this process holds at the moment."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
