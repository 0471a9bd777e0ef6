"""The states of a case, and the steps between them."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import requires
from cases.access import check_may, load_case, memberships_of, user_of
from cases.conflicts import SaveConflictError
from cases.forms.reason import ReasonForm
from cases.models import Case
from cases.pages.frame import case_page
from cases.pages.status import status_page
from cases.status import BY_NAME, FollowUpRunsError, change_status
from cases.views.posted import read_version


@requires("case.view")
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """What holds of the record, the patient and follow-up; POST takes one step."""
    found = load_case(request, uid)
    if request.method == "POST":
        return _take_step(request, found)
    return _show(request, found)


def _take_step(request: HttpRequest, found: Case) -> HttpResponse:
    check_may(memberships_of(request), "case.edit", found)
    step = BY_NAME.get(request.POST.get("transition", ""))
    if step is None:
        raise SuspiciousOperation("no such step")
    form = ReasonForm(request.POST, is_required=step.needs_reason, auto_id=f"{step.name}-%s")
    if not form.is_valid():
        return _show(request, found, {step.name: form}, code=422)
    try:
        change_status(
            case=found,
            step=step,
            reason=form.cleaned_data["reason"],
            base_version=read_version(request, found, "base_version"),
            by=user_of(request),
        )
    except FollowUpRunsError:
        refusal = _("Not changed: follow-up runs. End its schedule first.")
        return _show(request, found, {step.name: form}, refusal, code=409)
    except SaveConflictError:
        refusal = _("Not changed: somebody else changed the state meanwhile. This is what holds.")
        return _show(request, load_case(request, found.uid), {step.name: form}, refusal, code=409)
    messages.success(request, str(step.done))
    return HttpResponseRedirect(request.path, status=303)


def _show(
    request: HttpRequest,
    found: Case,
    bound: Mapping[str, ReasonForm] | None = None,
    refusal: str = "",
    code: int = 200,
) -> HttpResponse:
    page = case_page(found, memberships_of(request), "cases:status")
    context = {"page": page, "status": status_page(page, bound or {}), "refusal": refusal}
    return render(request, "cases/status.html", context, status=code)
