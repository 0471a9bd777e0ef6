"""Whether a case is ready for a meeting of the board."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import requires
from cases.access import load_case, memberships_of
from cases.forms.readiness import MeetingForm
from cases.pages.frame import case_page
from cases.pages.readiness import readiness_page


@requires("case.view")
@require_safe
def ready(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What is missing for a meeting, by default one today; a day that is none is said so."""
    found = load_case(request, uid)
    form = MeetingForm(request.GET, today=timezone.localdate())
    page = case_page(found, memberships_of(request), "cases:ready")
    readiness = readiness_page(found, page.document, form.day())
    context = {"page": page, "form": form, "readiness": readiness, "day": form.day()}
    return render(request, "cases/ready.html", context, status=200 if form.is_valid() else 422)
