"""What was saved when, and by whom."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import requires
from cases.access import load_case, memberships_of
from cases.models import Case
from cases.pages.frame import case_page
from cases.pages.history import comparison, history_page

LONGEST_NUMBER = 9  # digits: more than any case has versions


@requires("case.view")
@require_safe
def history(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Every saved version, the newest first."""
    found, viewer = load_case(request, uid), memberships_of(request)
    before = found.version + 1
    if asked := request.GET.get("before"):
        before = _read_number(asked, before)
    page = case_page(found, viewer, "cases:history")
    context = {"page": page, "history": history_page(found, viewer, before)}
    return render(request, "cases/history.html", context)


@requires("case.view")
@require_safe
def compare(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Two versions of a case; by default the latest and the one before."""
    found, viewer = load_case(request, uid), memberships_of(request)
    last = _read_version(request, found, "to", found.version)
    first = _read_version(request, found, "from", max(last - 1, 1))
    first, last = sorted((first, last))
    page = case_page(found, viewer, "cases:history")
    context = {"page": page, "comparison": comparison(found, viewer, first, last)}
    return render(request, "cases/compare.html", context)


def _read_version(request: HttpRequest, found: Case, name: str, default: int) -> int:
    text = request.GET.get(name, "")
    return _read_number(text, found.version) if text else default


def _read_number(text: str, most: int) -> int:
    """A number from 1 to most that stands in an address; else there is no such page."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    if not is_number or not 1 <= int(text) <= most:
        raise Http404
    return int(text)
