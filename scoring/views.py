"""The live panel, earlier cards, and two pages of no case: the rules, published group figures."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import requires, signed_in
from cases.access import load_case, memberships_of
from cases.document import entries_fragment, load_document, overlay, unreadable_fragment
from cases.pages.frame import case_page
from cases.sections import BY_SLUG
from cases.views import bind_form
from scoring.earlier import all_rules, one_rule
from scoring.knowledge import TABLES
from scoring.manual import chapters
from scoring.panels import panel_context
from scoring.services import compute

LONGEST_NUMBER = 9  # digits: more than any rule has cards


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


@requires("case.view")
@require_safe
def history(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The stored cards of a case over time: of all rules, or of one with a card in full."""
    case = load_case(request, uid)
    rule = request.GET.get("rule", "")
    if not rule.isprintable():  # the database takes no NUL
        raise Http404
    found = one_rule(case, rule, _card_number(request)) if rule else None
    if rule and found is None:
        raise Http404
    context = {
        "page": case_page(case, memberships_of(request), "scoring:history"),
        "rules": [found[0]] if found else all_rules(case),
        "opened": found[1] if found else None,
    }
    return render(request, "scoring/history.html", context)


def _card_number(request: HttpRequest) -> int:
    """0 where none is named; 404 for what is no number."""
    text = request.GET.get("card", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise Http404
    return int(text)


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
