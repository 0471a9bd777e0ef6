"""How often, how long and how patiently: one table, shortened only by the tests of faults."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings


def seconds(number: float) -> datetime.timedelta:
    """A span of time as the database takes it."""
    return datetime.timedelta(seconds=number)


@dataclass(frozen=True)
class Intervals:
    """All in seconds; settings.REMINDER_INTERVALS overrides single ones."""

    sweep: float = 45
    """No further mail is begun in a sweep after this; beat rings every 60 s."""
    look: float = 20
    """Between two looks of the sweeper."""
    silence: float = 120
    """A heartbeat older than this is a dead part."""
    answer: float = 2
    """What a part that is asked gets to answer."""
    claim: float = 60
    """A claimed mail that nobody has begun is free again after this."""
    attempt: float = 120
    """A begun mail is free again after this; longer than all time-outs of one mail together."""
    back_off: tuple[float, ...] = (60, 5 * 60, 15 * 60, 60 * 60)
    """After the first, second, ... failed attempt; the last one from then on."""

    def until_next(self, attempts: int) -> datetime.timedelta:
        """How long to wait after so many failed attempts (at least one)."""
        return seconds(self.back_off[min(attempts, len(self.back_off)) - 1])


def intervals() -> Intervals:
    """Those of this installation."""
    overrides: dict[str, Any] = settings.REMINDER_INTERVALS
    return Intervals(**overrides)
