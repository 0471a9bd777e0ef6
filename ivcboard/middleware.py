"""Headers for patients' pages, and errors that say what to do."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

Handler = Callable[[HttpRequest], HttpResponse]


class ProtectPatientPages:
    """`no-store` on everything but static files, and no access to device features."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        return response


class ClearErrors:
    """Answers the errors a person can act on with our own page, in development too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """404, 403, 413 and 503 as pages; any other error goes on to Django's handling."""
        for kind, status in ERRORS:
            if isinstance(error, kind):
                return render(request, f"errors/{status}.html", status=status)
        return None


ERRORS: list[tuple[type[Exception] | tuple[type[Exception], ...], int]] = [
    (Http404, 404),
    (PermissionDenied, 403),
    (RequestDataTooBig, 413),
    ((OperationalError, InterfaceError), 503),
]
