"""Django's migrate, as the owner of the tables, then the application role's rights."""

from typing import Any

from django.core.management.commands import migrate

from accounts.database import as_owner, grant_rights


class Command(migrate.Command):
    """Migrate with DATABASE_OWNER_URL; the application role is granted its rights each time."""

    def handle(self, *args: Any, **options: Any) -> None:
        """As Django's; reading a plan or checking changes no rights."""
        with as_owner() as application:
            super().handle(*args, **options)
            if application and not (options["plan"] or options["check_unapplied"]):
                grant_rights(application)
