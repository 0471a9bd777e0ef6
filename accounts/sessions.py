"""Sessions in the database: one that cannot be written is an outage, not one that was ended."""

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import InterfaceError, OperationalError


class SessionStore(DatabaseStore):
    """Django takes any database error while saving for a deleted session and answers 400."""

    def save(self, must_create: bool = False) -> None:
        """OperationalError or InterfaceError while the database is away."""
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError | InterfaceError):
                raise error.__context__ from None
            raise
