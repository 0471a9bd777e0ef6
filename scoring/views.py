"""The live panel, and two pages of no case: how the rules score, and published group figures."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import requires, signed_in
from cases.access import load_case
from cases.document import entries_fragment, load_document, overlay, unreadable_fragment
from cases.sections import BY_SLUG
from cases.views import bind_form
from scoring.knowledge import TABLES
from scoring.manual import chapters
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


@signed_in
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """How we score: every rule with its worked example."""
    return render(request, "scoring/rules.html", {"chapters": chapters()})


@signed_in
@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    """Figures of groups of patients; the page knows of no case."""
    return render(request, "scoring/knowledge.html", {"tables": TABLES})
