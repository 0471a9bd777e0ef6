"""The one moment of a sweep, read from the database and counted on from there."""

import datetime
import time
from dataclasses import dataclass, field

from django.db import connection


def database_now() -> datetime.datetime:
    """The database's clock, aware, in UTC: the only clock that all parts share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime.datetime = cursor.fetchone()[0]
    return now.astimezone(datetime.UTC)


@dataclass(frozen=True)
class Clock:
    """`start` and what has passed since by the monotonic clock, which nobody can set.

    A sweep that takes 40 s needs a later moment for its last mail than for its first, and a test
    that passes a moment of its own still decides which day it is.
    """

    start: datetime.datetime
    _begun: float = field(default_factory=time.monotonic)

    def passed(self) -> float:
        """Seconds since the clock was made."""
        return time.monotonic() - self._begun

    def now(self) -> datetime.datetime:
        """The moment, aware, in UTC."""
        return self.start + datetime.timedelta(seconds=self.passed())
