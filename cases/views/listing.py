"""The list of cases."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import roles_for, signed_in
from cases.access import memberships_of
from cases.models import Case
from cases.pages import case_lines
from cases.views.posted import read_uuid

LIST_LENGTH = 50  # cases a page


@signed_in
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of the person's centres, the latest changed first; none for roles without cases."""
    viewer = memberships_of(request)
    cases = Case.objects.visible_to(viewer).listed()
    if before := request.GET.get("before"):
        cases = cases.older_than(get_object_or_404(cases, uid=read_uuid(before)))
    lines = case_lines(cases[: LIST_LENGTH + 1], viewer)
    context = {
        "lines": lines[:LIST_LENGTH],
        "older": lines[LIST_LENGTH - 1].uid if len(lines) > LIST_LENGTH else "",
        "can_create": viewer.has_any(roles_for("case.create")),
        "can_view": viewer.has_any(roles_for("case.view")),
    }
    return render(request, "cases/list.html", context)
