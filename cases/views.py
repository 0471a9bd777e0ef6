"""Pages of the record. Each loads what this person may see, reads a form, calls one service."""

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Centre
from accounts.permissions import requires, roles_for, signed_in
from accounts.uids import uuid7
from cases.access import check_may, load_case, memberships_of, user_of
from cases.birth import earliest_birth_year, earliest_event_year
from cases.forms.base import SectionForm
from cases.forms.identity import IdentityForm
from cases.models import Case
from cases.models.rows import SectionRow
from cases.pages import case_lines, case_page, section_page
from cases.sections import BY_SLUG, SECTIONS, Section
from cases.services import (
    SaveConflictError,
    SectionSave,
    create_case,
    earlier_save,
    save_identity,
    save_section,
    section_address,
)
from cases.values import Recorded

LIST_LENGTH = 50  # cases a page


@signed_in
@require_safe
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of the person's centres, the latest changed first; none for roles without cases."""
    viewer = memberships_of(request)
    cases = Case.objects.visible_to(viewer).listed()
    if before := request.GET.get("before"):
        cases = cases.older_than(get_object_or_404(cases, uid=_read_uuid(before)))
    lines = case_lines(cases[: LIST_LENGTH + 1], viewer)
    context = {
        "lines": lines[:LIST_LENGTH],
        "older": lines[LIST_LENGTH - 1].uid if len(lines) > LIST_LENGTH else "",
        "can_create": viewer.has_any(roles_for("case.create")),
        "can_view": viewer.has_any(roles_for("case.view")),
    }
    return render(request, "cases/list.html", context)


@requires("case.create")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start a case: its pseudonym is made, the record number is asked for."""
    centres, by = _centres_for_new_case(request), user_of(request)
    centre = _chosen_centre(request, centres)
    form = IdentityForm(request.POST or None, centre=centre)
    if form.is_bound:
        # The key is asked before the form, which would find the first press's record number taken.
        save_key = _read_uuid(request.POST.get("save_key"))
        if made := earlier_save(save_key, by):
            return HttpResponseRedirect(made.address, status=303)
        if form.is_valid():
            identity = form.cleaned_data
            try:
                address = create_case(centre=centre, by=by, save_key=save_key, identity=identity)
            except IntegrityError:
                form.add_error("record_number", form.TAKEN)
            else:
                return HttpResponseRedirect(address, status=303)
    context = {"form": form, "centre": centre, "centres": centres, "save_key": uuid7()}
    return render(request, "cases/new.html", context, status=422 if form.is_bound else 200)


@requires("case.view")
@require_safe
def case(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """A case opens at its first section."""
    return redirect(section_address(load_case(request, uid), SECTIONS[0]))


@requires("identity.view")
@require_http_methods(["GET", "POST"])
def identity(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Record number, initials and year of birth."""
    found = load_case(request, uid)
    viewer = memberships_of(request)
    check_may(viewer, "identity.view", found)
    form = IdentityForm(
        request.POST or None,
        instance=getattr(found, "identity", None),
        centre=found.centre,
        first_event=earliest_event_year(found),
    )
    status, version = 200, found.version
    if request.method == "POST":
        check_may(viewer, "identity.edit", found)
        status = 422
        if form.is_valid():
            try:
                save_identity(
                    case=found,
                    identity=form.cleaned_data,
                    base_version=_read_version(request, found, "base_version"),
                    by=user_of(request),
                )
            except SaveConflictError as error:
                status, version = 409, error.version
            except IntegrityError:
                form.add_error("record_number", form.TAKEN)
            else:
                messages.success(request, _saved_now())
                return HttpResponseRedirect(request.path, status=303)
    page = case_page(load_case(request, uid), viewer, "identity")  # as stored, not as typed
    context = {"page": page, "form": form, "version": version, "is_conflict": status == 409}
    return render(request, "cases/identity.html", context, status=status)


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
    save_key = _read_uuid(request.POST.get("save_key"))
    base_version = _read_version(request, found, "base_version")
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
            _read_version(request, found, "accepted_version", default=0),
        )
        if _is_passing(request, row, save):
            return HttpResponseRedirect(_after_save(request, request.path), status=303)
        try:
            address = save_section(save, by=user_of(request))
        except SaveConflictError as error:
            conflicts, status = error.conflicts, 409
            accepted, save_key = error.version, uuid7()
        else:
            messages.success(request, _saved_now())
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
    uid = _read_uuid(wanted)
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


def _read_version(request: HttpRequest, found: Case, name: str, default: int | None = None) -> int:
    """A version the case has had; a later one would hide what others changed."""
    text = request.POST.get(name, "")
    if not text and default is not None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) > found.version:
        raise SuspiciousOperation("no base version")
    return int(text)


def _read_uuid(text: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise SuspiciousOperation("not a UUID") from None


def _centres_for_new_case(request: HttpRequest) -> list[Centre]:
    """The centres at which this person may start cases, by name."""
    ids = memberships_of(request).centres_with(roles_for("case.create"))
    return list(Centre.objects.filter(pk__in=ids).order_by("name"))


def _chosen_centre(request: HttpRequest, centres: list[Centre]) -> Centre:
    """The centre named in the form, else the first; dates are local to it from here on."""
    wanted = request.POST.get("centre") or str(centres[0].uid)
    for centre in centres:
        if str(centre.uid) == wanted:
            timezone.activate(centre.time_zone)
            return centre
    raise Http404


def _saved_now() -> str:
    return _("Saved %(time)s") % {"time": date_format(timezone.localtime(), "H:i")}
