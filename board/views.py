"""Pages of the board."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import requires
from board.summary import summarise
from cases.access import load_case, memberships_of


@requires("case.view")
@require_safe
def summary(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A case on one page, to be looked at or printed."""
    found = load_case(request, uid)
    told = summarise(found, memberships_of(request), timezone.now())
    return render(request, "board/summary.html", {"case": found, "summary": told})
