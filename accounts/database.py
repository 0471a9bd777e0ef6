"""The two database roles: an owner that migrates, an application role that cannot change structure.

PostgreSQL enforces who may write what; Python is not trusted with it. A model says what the
application role may do with its table by `writes`: "rows" (the default: insert, update, delete),
"changes" (nothing is ever deleted), "inserts" (append-only) or "nothing" (filled by a trigger).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import environ
from django.apps import apps
from django.conf import settings
from django.db import connection
from psycopg import sql

RIGHTS = {
    "rows": sql.SQL("SELECT, INSERT, UPDATE, DELETE"),
    "changes": sql.SQL("SELECT, INSERT, UPDATE"),
    "inserts": sql.SQL("SELECT, INSERT"),
    "nothing": sql.SQL("SELECT"),
}


@contextmanager
def as_owner() -> Iterator[str | None]:
    """Run a block as the owner of the tables (DATABASE_OWNER_URL); yields the application's role.

    Without DATABASE_OWNER_URL one role does both, as on a developer's database: yields None.
    """
    if not settings.DATABASE_OWNER_URL:
        yield None
        return
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    before = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    connection.close()
    connection.settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"])
    try:
        yield settings.APPLICATION_ROLE
    finally:
        connection.close()
        connection.settings_dict.update(before)


def grant_rights(role: str) -> None:
    """Give the application role exactly its rights on every table. Idempotent; run as owner."""
    name = sql.Identifier(role)
    writes = {
        model._meta.db_table: getattr(model, "writes", "rows")
        for model in apps.get_models(include_auto_created=True)
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
        for table in connection.introspection.table_names(cursor):
            rights = RIGHTS[writes.get(table, "rows")]
            on = sql.Identifier(table)
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(on, name))
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(rights, on, name))
