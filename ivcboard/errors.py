"""Error pages that say what happened and what to do, without a trace of the inside."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.carrying import answer_carrying

# The database cannot be reached, or not any more, or has no room to write.
AWAY = (OperationalError, InterfaceError)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read."""
    return render(request, "errors/400.html", status=400)


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page is older than the sign-in; what was typed waits in the answer."""
    return answer_carrying(request, "errors/expired.html", 403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, but this is not among this person's tasks."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: absent, or another centre's; which of the two is not told."""
    return render(request, "errors/404.html", status=404)


def not_now(request: HttpRequest) -> HttpResponse:
    """503: not saved as far as anybody knows; what was typed waits in the answer."""
    return answer_carrying(request, "errors/503.html", 503)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; nothing was saved by this request.

    Errors of a view never come here while the database is away; those of a middleware do, such as
    a session that cannot be kept.
    """
    if isinstance(sys.exception(), AWAY):
        return not_now(request)
    return render(request, "errors/500.html", status=500)
