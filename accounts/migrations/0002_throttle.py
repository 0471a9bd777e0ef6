from django.db import migrations


class Migration(migrations.Migration):
    """The cache table that sign-in throttling counts in (as `createcachetable` would make it)."""

    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE accounts_throttle (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX accounts_throttle_expires ON accounts_throttle (expires);
            """,
            "DROP TABLE accounts_throttle",
        )
    ]
