"""Whether reminders are sent, for those who watch machines: numbers and parts only."""

from dataclasses import asdict
from http import HTTPStatus

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from accounts.permissions import public
from surveillance.engine.heartbeat import state


@public
def healthz_reminders(request: HttpRequest) -> JsonResponse:
    """200 when all that is due gets away; 503 otherwise, and until something was ever started."""
    try:
        found = state()
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    status = HTTPStatus.OK if found.is_well else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse(asdict(found), status=status)
