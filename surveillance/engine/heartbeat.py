"""Whether those who send are alive, and what does not get away: two rows, written by each sweep."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Func

from surveillance.engine.intervals import intervals, seconds
from surveillance.models import Heartbeat

CELERY, SWEEPER = Heartbeat.Part.CELERY, Heartbeat.Part.SWEEPER
FAILED_ATTEMPTS = 5  # from here on a mail counts as failing, and so it does after a day

_COUNT = """
    UPDATE surveillance_heartbeat SET counted_at = %(now)s, unreachable = %(unreachable)s,
        failing = (
            SELECT count(*) FROM surveillance_delivery
            WHERE state = 'to_do'
                AND (attempts >= %(attempts)s OR planned_at < %(now)s - interval '1 day')
        ),
        dead_letters = (
            SELECT count(*) FROM surveillance_delivery
            WHERE state = 'dead' AND ended_at > %(now)s - interval '7 days'
        )
    WHERE part = %(part)s
"""


@dataclass(frozen=True)
class EngineState:
    """dead_part: "", beat, worker, broker, sweeper, or all. has_begun: some part was ever started.

    failing: mails tried five times or waiting for a day. unreachable: due items for which nobody
    is left to remind. dead_letters: addresses refused for good in the last 7 days.
    """

    dead_part: str
    has_begun: bool
    failing: int = 0
    unreachable: int = 0
    dead_letters: int = 0

    @property
    def is_well(self) -> bool:
        """Whoever has to be reminded is reminded, and both who see to it are alive."""
        return self.has_begun and not (self.dead_part or self.failing or self.unreachable)


def beat(part: str, now: datetime.datetime, by: str) -> None:
    """This part is alive."""
    _upsert(Heartbeat(part=part, at=now, by=by), ["at", "by"])


def watch(now: datetime.datetime, by: str, dead_part: str) -> None:
    """The sweeper is alive and has found this part dead; "" for none."""
    row = Heartbeat(part=SWEEPER, at=now, by=by, dead_part=dead_part)
    _upsert(row, ["at", "by", "dead_part"])


def begin_watch(now: datetime.datetime, by: str) -> None:
    """From now on silence of either part is a fault; changes nothing later on."""
    rows = [Heartbeat(part=part, at=now, by=f"start of {by}") for part in Heartbeat.Part]
    Heartbeat.objects.bulk_create(rows, ignore_conflicts=True)


def keep_counts(part: str, now: datetime.datetime, unreachable: int) -> None:
    """Count what does not get away, for pages that must not count themselves."""
    row: dict[str, Any] = {"now": now, "part": part, "unreachable": unreachable}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, row | {"attempts": FAILED_ATTEMPTS})


def is_silent(part: str, now: datetime.datetime) -> bool:
    """Whether its last sign of life is too old; never before the watch began."""
    limit = now - seconds(intervals().silence)
    return Heartbeat.objects.filter(part=part, at__lt=limit).exists()


def state(now: datetime.datetime | None = None) -> EngineState:
    """One query, on two rows; without `now` by the database's clock."""
    clock = Func(function="clock_timestamp", output_field=DateTimeField())
    rows = {row.part: row for row in Heartbeat.objects.annotate(read_at=clock)}
    if not rows:
        return EngineState(dead_part="", has_begun=False)
    limit = seconds(intervals().silence)
    silent = {part for part, row in rows.items() if (now or row.read_at) - row.at > limit}
    newest = max(rows.values(), key=lambda row: (row.counted_at is not None, row.counted_at))
    return EngineState(
        dead_part=_dead_part(silent, rows),
        has_begun=True,
        failing=newest.failing,
        unreachable=newest.unreachable,
        dead_letters=newest.dead_letters,
    )


def _dead_part(silent: set[str], rows: Mapping[str, Heartbeat]) -> str:
    """Beat by elimination: what answers the sweeper and yet does not sweep is rung by nobody."""
    if len(silent) == len(Heartbeat.Part):
        return "all"
    if SWEEPER in silent:
        return str(SWEEPER)
    return (rows[SWEEPER].dead_part or "beat") if CELERY in silent else ""


def _upsert(row: Heartbeat, fields: list[str]) -> None:
    Heartbeat.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["part"], update_fields=fields
    )
