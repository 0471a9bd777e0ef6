"""A row entered in error, and the way back."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import requires
from cases.access import check_may, load_case, memberships_of, user_of
from cases.conflicts import SaveConflictError
from cases.forms.reason import ReasonForm
from cases.models import Case
from cases.models.rows import SectionRow
from cases.pages import SaveState, case_page, section_page
from cases.rows import RowOutOfOrderError, count_again, find_row, mark_in_error
from cases.sections import BY_SLUG, Section, section_address
from cases.views.posted import read_uuid, read_version
from cases.views.section import load_row


@requires("case.edit")
@require_POST
def row_in_error(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """Take a row out of the record, for a reason."""
    found, shown, row = _load(request, uid, slug)
    form = ReasonForm(request.POST, auto_id="in-error-%s")
    if not form.is_valid():
        return _show(request, found, shown, row, form, code=422)
    base = read_version(request, found, "base_version")
    try:
        mark_in_error(
            row=row,
            section=shown,
            reason=form.cleaned_data["reason"],
            base=base,
            by=user_of(request),
        )
    except SaveConflictError as error:
        return _show(request, found, shown, row, form, refusal=_say(error), code=_code(error))
    messages.success(request, _("Marked as entered in error. It is listed below."))
    return HttpResponseRedirect(section_address(found, shown), status=303)


@requires("case.edit")
@require_POST
def row_counts_again(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """The mark was the error."""
    found, shown, row = _load(request, uid, slug)
    base = read_version(request, found, "base_version")
    try:
        count_again(row=row, base=base, by=user_of(request))
    except SaveConflictError as error:
        messages.error(request, _say(error))
        row.refresh_from_db()
        wanted = str(row.uid) if row.entered_in_error is None else None
        return _show(request, found, shown, load_row(found, shown, wanted), code=_code(error))
    messages.success(request, _("It counts again."))
    return HttpResponseRedirect(section_address(found, shown, row.uid), status=303)


def _load(request: HttpRequest, uid: uuid.UUID, slug: str) -> tuple[Case, Section, SectionRow]:
    """The row named in the post; 404 for one that is not of this case."""
    found, shown = load_case(request, uid), BY_SLUG.get(slug)
    check_may(memberships_of(request), "case.edit", found)
    row = find_row(found, shown, read_uuid(request.POST.get("row"))) if shown else None
    if shown is None or row is None:
        raise Http404
    return found, shown, row


def _say(error: SaveConflictError) -> str:
    if error.sentence:
        return str(error.sentence)
    return _("Not changed: somebody else changed this entry meanwhile. This is what it says now.")


def _code(error: SaveConflictError) -> int:
    return 422 if isinstance(error, RowOutOfOrderError) else 409


def _show(
    request: HttpRequest,
    found: Case,
    shown: Section,
    row: SectionRow,
    form: ReasonForm | None = None,
    *,
    refusal: str = "",
    code: int,
) -> HttpResponse:
    """The section's page as it is now, with the reason as typed; form: None where none is asked."""
    found = load_case(request, found.uid)
    page = case_page(found, memberships_of(request), shown.slug)
    middle = section_page(page, shown, row, shown.form(instance=row), SaveState(found.version))
    context = {"page": page, "middle": middle, "reason": form, "refusal": refusal}
    return render(request, "cases/section.html", context, status=code)
