"""Headers for patients' pages, and errors that say what to do."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render

from ivcboard.errors import AWAY, not_now

Handler = Callable[[HttpRequest], HttpResponse]
COMPRESSED = ("image/jpeg", "image/png")


class CompareTagsWeakly:
    """A browser that has a file already is told so, though the file went to it compressed.

    Compression makes the file's ETag a weak one; WhiteNoise, who comes after this, knows the strong
    one only.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if tag := request.META.get("HTTP_IF_NONE_MATCH"):
            request.META["HTTP_IF_NONE_MATCH"] = tag.removeprefix("W/")
        return self.get_response(request)


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


class CompressText(GZipMiddleware):
    """Pictures are compressed as they are: again they would not get smaller, and lose their length.

    A page's length tells nothing of its tokens: they are masked, and a random number of bytes is
    added.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.headers.get("Content-Type") in COMPRESSED:
            return response
        return super().process_response(request, response)


class RefuseOversized:
    """413 before anything is read; without a length the server's own limits hold."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            is_files = request.content_type == "multipart/form-data"
            return render(request, "errors/413.html", {"is_files": is_files}, status=413)
        return self.get_response(request)


class ClearErrors:
    """Answers the errors a person can act on with our own page, in development too."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """404, 403 and 503 as pages; any other error goes on to Django's handling."""
        if isinstance(error, AWAY):
            return not_now(request)
        for kind, status in ERRORS:
            if isinstance(error, kind):
                return render(request, f"errors/{status}.html", status=status)
        return None


ERRORS: list[tuple[type[Exception], int]] = [(Http404, 404), (PermissionDenied, 403)]
