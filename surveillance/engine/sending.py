"""Sends one claimed mail and writes down what became of it. A crash repeats at most this mail."""

import datetime
import enum
import time
from collections.abc import Mapping
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from surveillance.engine.claiming import Claimed, begin
from surveillance.engine.intervals import intervals
from surveillance.engine.mailing import Failed, Mailer, Refused

RETRY_SECONDS = 0.5

# A mail may have left in the moment in which somebody cancelled it: then it was sent.
_SENT = """
    UPDATE surveillance_delivery
    SET state = 'sent', ended_at = %(now)s, sent_by = %(by)s, lease = NULL, lease_until = NULL
    WHERE id = %(id)s AND (lease = %(lease)s OR state = 'cancelled')
"""
_DEAD = """
    UPDATE surveillance_delivery
    SET state = 'dead', ended_at = %(now)s, last_error = %(error)s,
        lease = NULL, lease_until = NULL
    WHERE id = %(id)s AND lease = %(lease)s AND state = 'to_do'
"""
_LATER = """
    UPDATE surveillance_delivery
    SET not_before = %(later)s, last_error = %(error)s, lease = NULL, lease_until = NULL
    WHERE id = %(id)s AND lease = %(lease)s AND state = 'to_do'
"""


class Outcome(enum.Enum):
    """What became of a claimed mail. SKIPPED: no longer ours, or no longer called for."""

    SENT = "sent"
    DEAD = "dead"
    LATER = "later"
    SKIPPED = "skipped"


def send(claimed: Claimed, now: datetime.datetime, by: str, mailer: Mailer) -> Outcome:
    """Every step is a transaction of its own, so that no lock is held while the server thinks."""
    attempt = begin(claimed, now)
    if not attempt:
        return Outcome.SKIPPED
    row: dict[str, Any] = {"id": claimed.id, "lease": claimed.lease, "now": now, "by": by}
    try:
        mailer.send(claimed, now)
    except Refused as refusal:
        _write(_DEAD, row | {"error": str(refusal)})
        return Outcome.DEAD
    except Failed as failure:
        later = now + intervals().until_next(attempt)
        _write(_LATER, row | {"later": later, "error": str(failure)})
        return Outcome.LATER
    _write(_SENT, row)
    return Outcome.SENT


def _write(statement: str, row: Mapping[str, Any]) -> None:
    """Tries while the lease lasts: a database that restarts shall not make the mail go twice."""
    deadline = time.monotonic() + intervals().attempt
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, row)
            return
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() >= deadline:
                raise
            connection.close()
            time.sleep(RETRY_SECONDS)
