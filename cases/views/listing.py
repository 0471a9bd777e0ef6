"""The list of cases, and finding some of them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.memberships import Memberships
from accounts.permissions import requires, roles_for, signed_in
from cases.access import memberships_of
from cases.models import Case
from cases.models.case import CaseQuerySet
from cases.pages import case_lines
from cases.values.base import check_text
from cases.views.posted import read_uuid

LIST_LENGTH = 50  # cases a page
LONGEST_SEARCH = 60  # characters


@signed_in
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of the person's centres, the latest changed first; none for roles without cases."""
    viewer = memberships_of(request)
    cases = _listed(viewer).listed()
    if before := request.GET.get("before"):
        cases = cases.older_than(get_object_or_404(cases, uid=read_uuid(before)))
    lines = case_lines(cases[: LIST_LENGTH + 1], viewer)
    context = {
        "lines": lines[:LIST_LENGTH],
        "older": lines[LIST_LENGTH - 1].uid if len(lines) > LIST_LENGTH else "",
        "can_view": viewer.has_any(roles_for("case.view")),
    }
    return render(request, "cases/list.html", context)


@requires("case.view")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Cases by a part of their pseudonym or record number; the only one found is opened.

    The text is posted, so that it stands in no address and no log. Records entered in error are
    found: nothing else leads back to them.
    """
    viewer = memberships_of(request)
    try:
        text = check_text(request.POST.get("find", ""), LONGEST_SEARCH)
    except ValidationError as error:
        refused: dict[str, Any] = {"lines": [], "refusal": error.message, "can_view": True}
        return render(request, "cases/list.html", refused, status=422)
    if not text:
        return redirect("cases:list")
    lines = case_lines(_listed(viewer).matching(text, viewer).latest_first()[:LIST_LENGTH], viewer)
    if len(lines) == 1:
        return HttpResponseRedirect(lines[0].address, status=303)
    context = {"lines": lines, "found_for": text, "can_view": True}
    return render(request, "cases/list.html", context)


def _listed(viewer: Memberships) -> CaseQuerySet:
    return Case.objects.visible_to(viewer).without_untouched_of_others(viewer.user_id)
