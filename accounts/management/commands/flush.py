"""Django's flush needs TRUNCATE, which the application role does not have."""

from typing import Any

from django.core.management.commands import flush

from accounts.database import as_owner


class Command(flush.Command):
    """Flush with DATABASE_OWNER_URL."""

    def handle(self, **options: Any) -> None:
        """As Django's."""
        with as_owner():
            super().handle(**options)
