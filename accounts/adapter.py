"""allauth without open sign-up: people are invited."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignUpAdapter(DefaultAccountAdapter):
    """Nobody registers themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always closed: accounts are made by a centre's lead."""
        return False
