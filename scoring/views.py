"""The live panel: scores of what is typed, before it is saved."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.permissions import requires
from cases.access import load_case
from cases.document import entries_fragment, load_document, overlay, unreadable_fragment
from cases.sections import BY_SLUG
from cases.views import bind_form
from scoring.panels import panel_context
from scoring.services import compute


@requires("case.view")
@require_POST
def preview(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The panel as if what is typed were saved; a field that cannot be read counts as unknown."""
    case = load_case(request, uid)
    section = BY_SLUG.get(request.POST.get("section", ""))
    if section is None:
        raise Http404
    form = bind_form(request, case, section, section.model(case=case), asks=False)
    form.is_valid()
    fragment = entries_fragment(section, request.POST.get("row", ""), form.entries())
    fragment |= unreadable_fragment(form.errors)
    document = overlay(load_document(case.pk), section, fragment)
    payloads = [result.payload for result in compute(document)]
    context = panel_context(case, payloads) | {"is_preview": True, "section": section.slug}
    return render(request, "scoring/preview.html", context)
