"""Puts the signed-in person's roles on the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.memberships import Memberships


class MembershipMiddleware:
    """`request.memberships`: one query, only when a view asks; removed roles end at once.

    A centre's time zone, which a view activates, ends with its request: threads serve many centres.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def load() -> Memberships:
            if not request.user.is_authenticated:
                return Memberships()
            return Memberships.of(request.user)

        request.memberships = SimpleLazyObject(load)  # type: ignore[attr-defined]
        with timezone.override(None):
            return self.get_response(request)
