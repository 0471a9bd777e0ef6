"""What asks for a mail, and who may get it: the parts that several statements share.

In all of them `d` is a due item, `c` its case, `z` the centre, and %(now)s the sweep's moment.
"""

from psycopg import sql

from accounts.permissions import roles_for

ITEMS = sql.SQL("""
    surveillance_due d
    JOIN cases_case c ON c.id = d.case_id
    JOIN accounts_centre z ON z.id = c.centre_id
""")

# Somebody has still to do it, for a patient who lives, in a record that is open, by a schedule that
# nobody has ended.
WANTED = sql.SQL("""
    d.state = 'open'
    AND c.record_status = 'open'
    AND c.vital_state IS DISTINCT FROM 'dead'
    AND NOT EXISTS (
        SELECT FROM surveillance_schedule s WHERE s.id = d.schedule_id AND s.ended_at IS NOT NULL
    )
""")

# The second line says it exactly; the first lets the index on open items find candidates, for no
# place on earth is more than one calendar day ahead of UTC.
TIME_HAS_COME = sql.SQL("""
    d.due_date <= (%(now)s AT TIME ZONE 'UTC')::date + 1
    AND d.due_date <= (%(now)s AT TIME ZONE z.time_zone)::date
""")

# Who is reminded, first to last: the item's owner, the responsible, the deputy, the centre's leads.
# A person may stand in it twice. Only who is active and sees what is due at the centre counts.
CHAIN = sql.SQL("""
    SELECT u.id AS user_id, link.place
    FROM (
        SELECT d.owner_id AS user_id, 1 AS place
        UNION ALL
        SELECT t.responsible_id, 2 FROM surveillance_careteam t WHERE t.case_id = d.case_id
        UNION ALL
        SELECT t.deputy_id, 3 FROM surveillance_careteam t WHERE t.case_id = d.case_id
        UNION ALL
        SELECT m.user_id, 4 FROM accounts_membership m
        WHERE m.centre_id = c.centre_id AND m.role = 'lead'
    ) link
    JOIN accounts_user u ON u.id = link.user_id AND u.is_active
    WHERE EXISTS (
        SELECT FROM accounts_membership m
        WHERE m.user_id = u.id AND m.centre_id = c.centre_id AND m.role IN ({roles})
    )
""").format(roles=sql.SQL(", ").join(map(sql.Literal, sorted(roles_for("surveillance.view")))))
