"""Makes the deliveries that due items ask for: one statement, however many there are."""

import datetime
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from surveillance.engine.asking import CHAIN, ITEMS, TIME_HAS_COME, WANTED

REPEAT_DAYS = 7  # local days between two mails about an item that nobody has taken notice of

# `last`: the newest ordinal of the item's present date. A cancelled mail (the item was acknowledged
# and opened again, or its recipient has gone) is made up for at once by the next ordinal; after a
# dead letter the same ordinal goes to the next person; once one of an ordinal's mails was sent, or
# nobody is left to try, the next ordinal waits for REPEAT_DAYS.
_LAST = sql.SQL("""
    SELECT v.ordinal, max(v.ended_at) AS ended_at,
        bool_or(v.state = 'cancelled') AS is_cancelled, bool_and(v.state = 'dead') AS is_dead
    FROM surveillance_delivery v
    WHERE v.due_id = d.id AND v.due_date = d.due_date AND v.step = 'due' AND v.channel = 'mail'
    GROUP BY v.ordinal ORDER BY v.ordinal DESC LIMIT 1
""")

# `person`: the first of the chain who is not tried yet, else the first of the chain.
_PERSON = sql.SQL("""
    SELECT chain.user_id, tried.already AS is_tried
    FROM ({chain}) chain
    CROSS JOIN LATERAL (
        SELECT coalesce(last.is_dead, false) AND EXISTS (
            SELECT FROM surveillance_delivery v
            WHERE v.due_id = d.id AND v.due_date = d.due_date AND v.step = 'due'
                AND v.channel = 'mail' AND v.ordinal = last.ordinal
                AND v.recipient_id = chain.user_id
        ) AS already
    ) tried
    ORDER BY tried.already, chain.place, chain.user_id LIMIT 1
""").format(chain=CHAIN)

_PLAN = sql.SQL("""
    WITH asking AS (
        SELECT d.id, d.due_date, person.user_id,
            last.is_dead AND person.is_tried AS is_exhausted,
            CASE
                WHEN last.ordinal IS NULL THEN 1
                WHEN last.is_dead AND NOT person.is_tried THEN last.ordinal
                ELSE last.ordinal + 1
            END AS ordinal,
            last.ordinal IS NULL OR last.is_cancelled OR (last.is_dead AND NOT person.is_tried)
                OR (%(now)s AT TIME ZONE z.time_zone)::date
                    - (last.ended_at AT TIME ZONE z.time_zone)::date >= %(repeat_days)s
                AS is_time
        FROM {items}
        LEFT JOIN LATERAL ({last}) last ON true
        LEFT JOIN LATERAL ({person}) person ON true
        WHERE {wanted} AND {time_has_come}
            AND NOT EXISTS (
                SELECT FROM surveillance_delivery v WHERE v.due_id = d.id AND v.state = 'to_do'
            )
    ), added AS (
        INSERT INTO surveillance_delivery (uid, due_id, due_date, step, ordinal, channel,
            recipient_id, state, planned_at, not_before, attempts)
        SELECT gen_random_uuid(), id, due_date, 'due', ordinal, 'mail', user_id, 'to_do',
            %(now)s, %(now)s, 0
        FROM asking WHERE user_id IS NOT NULL AND is_time
        ORDER BY due_date, id
        ON CONFLICT DO NOTHING
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM added),
        (SELECT count(*) FROM asking WHERE user_id IS NULL OR is_exhausted)
""").format(items=ITEMS, last=_LAST, person=_PERSON, wanted=WANTED, time_has_come=TIME_HAS_COME)


class Planned(NamedTuple):
    """added: new deliveries. unreachable: items that ask, and nobody is left to be asked."""

    added: int
    unreachable: int


def plan_deliveries(now: datetime.datetime) -> Planned:
    """Add a row for each mail that is due and has none; once more adds nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, {"now": now, "repeat_days": REPEAT_DAYS})
        return Planned(*cursor.fetchone())
