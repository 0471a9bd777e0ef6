"""One row of one section: loads it, reads the form, saves."""

import hashlib
import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import requires
from accounts.uids import uuid7
from cases.access import check_may, load_case, memberships_of, user_of
from cases.birth import earliest_birth_year
from cases.forms.base import SectionForm
from cases.models import Case
from cases.models.rows import SectionRow
from cases.pages import case_page, section_page
from cases.sections import BY_SLUG, SECTIONS, Section
from cases.services import (
    SaveConflictError,
    SectionSave,
    save_section,
    section_address,
)
from cases.values import Recorded
from cases.views.posted import read_uuid, read_version, saved_now


@requires("case.view")
@require_safe
def case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A case opens at its first section."""
    return redirect(section_address(load_case(request, uid), SECTIONS[0]))


@requires("case.view")
@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, uid: uuid.UUID, slug: str) -> HttpResponse:
    """One row of one section: the form, the rail, the panels."""
    found = load_case(request, uid)
    shown = BY_SLUG.get(slug)
    if shown is None:
        raise Http404
    row = _load_row(found, shown, request.GET.get("row"))
    if request.method == "POST":
        return _save(request, found, shown, row)
    page = case_page(found, memberships_of(request), slug)
    middle = section_page(
        page, shown, row.uid, shown.form(instance=row), base_version=found.version
    )
    return render(request, "cases/section.html", {"page": page, "middle": middle})


def _save(request: HttpRequest, found: Case, shown: Section, row: SectionRow) -> HttpResponse:
    check_may(memberships_of(request), "case.edit", found)
    form = bind_form(request, found, shown, row)
    save_key = read_uuid(request.POST.get("save_key"))
    base_version = read_version(request, found, "base_version")
    conflicts, status, accepted = [], 422, None
    if form.is_valid():
        save = SectionSave(
            found,
            shown,
            row.uid,
            base_version,
            save_key,
            form.entries(),
            _digest(request),
            read_version(request, found, "accepted_version", default=0),
        )
        if _is_passing(request, row, save):
            return HttpResponseRedirect(_after_save(request, request.path), status=303)
        try:
            address = save_section(save, by=user_of(request))
        except SaveConflictError as error:
            conflicts, status = error.conflicts, 409
            accepted, save_key = error.version, uuid7()
        else:
            messages.success(request, saved_now())
            return HttpResponseRedirect(_after_save(request, address), status=303)
    page = case_page(found, memberships_of(request), shown.slug)
    middle = section_page(
        page,
        shown,
        row.uid,
        form,
        base_version=base_version,
        save_key=save_key,
        conflicts=conflicts,
        accepted_version=accepted,
    )
    return render(request, "cases/section.html", {"page": page, "middle": middle}, status=status)


def bind_form(request: HttpRequest, found: Case, shown: Section, row: SectionRow) -> SectionForm:
    """The posted form of a row: only the fields that the page carried."""
    names = set(request.POST.get("fields", "").split(","))
    return shown.form(request.POST, instance=row, names=names, born_in=earliest_birth_year(found))


def _after_save(request: HttpRequest, address: str) -> str:
    """Stay, or go on to the next section when that button was pressed."""
    following = request.POST.get("then", "")
    slug = following if following in BY_SLUG else ""
    return address.rsplit("/", 2)[0] + f"/{slug}/" if slug else address


def _load_row(found: Case, shown: Section, wanted: str | None) -> SectionRow:
    """The row of the address, the first one, or a new one that is not saved yet."""
    rows = shown.model._default_manager.filter(case=found, entered_in_error__isnull=True)
    if wanted is None or not shown.is_many:
        return rows.first() or shown.model(case=found)
    uid = read_uuid(wanted)
    if row := rows.filter(uid=uid).first():
        return row
    if shown.model._default_manager.filter(uid=uid).exists():
        raise Http404
    return shown.model(case=found, uid=uid)


def _is_passing(request: HttpRequest, row: SectionRow, save: SectionSave) -> bool:
    """'Save and next' on a new row without a word: nothing is made of it."""
    is_empty = all(entry == Recorded() for entry in save.entries.values())
    return is_empty and row._state.adding and "then" in request.POST


def _digest(request: HttpRequest) -> str:
    """Tells two posts of one page apart by what was typed; hexadecimal sha256."""
    typed = {k: v for k, v in request.POST.lists() if k not in ("csrfmiddlewaretoken", "then")}
    return hashlib.sha256(repr(sorted(typed.items())).encode("utf-8", "replace")).hexdigest()
