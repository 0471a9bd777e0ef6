"""allauth without open sign-up: people are invited."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from accounts.models import User


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Nobody registers themselves, and only active accounts sign in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed: accounts are made by a centre's lead."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A deactivated account is refused as a wrong password is: that it exists is not told."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None
