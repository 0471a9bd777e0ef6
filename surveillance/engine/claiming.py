"""Which mails this process may send now: taken by a lease, so that no two send the same."""

import datetime
import uuid
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from surveillance.engine.asking import CHAIN, ITEMS, WANTED
from surveillance.engine.intervals import intervals, seconds

LIMIT = 100  # mails a claim

# Whether delivery `v` is still called for; its day was checked when it was planned.
_STILL_CALLED_FOR = sql.SQL("""
    EXISTS (
        SELECT FROM {items}
        WHERE d.id = v.due_id AND d.due_date = v.due_date AND {wanted}
            AND v.recipient_id IN (SELECT user_id FROM ({chain}) chain)
    )
""").format(items=ITEMS, wanted=WANTED, chain=CHAIN)

_CANCEL = sql.SQL("""
    UPDATE surveillance_delivery v
    SET state = 'cancelled', ended_at = %(now)s, lease = NULL, lease_until = NULL
    WHERE v.id IN (
        SELECT v.id FROM surveillance_delivery v
        WHERE v.state = 'to_do' AND NOT {still_called_for}
        ORDER BY v.id FOR UPDATE OF v SKIP LOCKED
    )
""").format(still_called_for=_STILL_CALLED_FOR)

_CLAIM = """
    WITH free AS (
        SELECT id FROM surveillance_delivery
        WHERE state = 'to_do' AND not_before <= %(now)s
            AND (lease_until IS NULL OR lease_until <= %(now)s)
        ORDER BY not_before, id LIMIT %(limit)s
        FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE surveillance_delivery v SET lease = %(lease)s, lease_until = %(until)s
        FROM free WHERE v.id = free.id
        RETURNING v.id, v.uid, v.recipient_id, v.not_before
    )
    SELECT taken.id, taken.uid, u.email
    FROM taken JOIN accounts_user u ON u.id = taken.recipient_id
    ORDER BY taken.not_before, taken.id
"""

_BEGIN = sql.SQL("""
    UPDATE surveillance_delivery v
    SET lease_until = %(until)s, attempts = v.attempts + 1
    WHERE v.id = %(id)s AND v.lease = %(lease)s AND v.state = 'to_do' AND {still_called_for}
    RETURNING v.attempts
""").format(still_called_for=_STILL_CALLED_FOR)

_RELEASE = """
    UPDATE surveillance_delivery SET lease = NULL, lease_until = NULL
    WHERE id = ANY(%(ids)s) AND lease = %(lease)s AND state = 'to_do'
"""


@dataclass(frozen=True)
class Claimed:
    """One mail that is ours to send while the lease lasts; address: the recipient's."""

    id: int
    uid: uuid.UUID
    address: str
    lease: uuid.UUID


def cancel_uncalled(now: datetime.datetime) -> int:
    """Cancel unsent mails whose reason or recipient has gone; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_CANCEL, {"now": now})
        return cursor.rowcount


def claim(now: datetime.datetime, limit: int = LIMIT) -> list[Claimed]:
    """Lease what may be sent now, the oldest first; rows that others hold are passed over."""
    lease, until = uuid.uuid4(), now + seconds(intervals().claim)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"now": now, "limit": limit, "lease": lease, "until": until})
        return [Claimed(pk, uid, to, lease) for pk, uid, to in cursor.fetchall()]


def begin(claimed: Claimed, now: datetime.datetime) -> int:
    """The number of this attempt; 0 if the lease is lost or the mail no longer called for."""
    until = now + seconds(intervals().attempt)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"id": claimed.id, "lease": claimed.lease, "until": until})
        row = cursor.fetchone()
    return row[0] if row else 0


def release(claimed: list[Claimed]) -> None:
    """Give back mails that were claimed and not begun."""
    if claimed:
        ids, lease = [each.id for each in claimed], claimed[0].lease
        with connection.cursor() as cursor:
            cursor.execute(_RELEASE, {"ids": ids, "lease": lease})
