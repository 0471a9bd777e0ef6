"""Starting a case, and who the patient is at the centre."""

import uuid

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Centre
from accounts.permissions import requires, roles_for
from accounts.uids import uuid7
from cases.access import check_may, load_case, memberships_of, user_of
from cases.birth import earliest_event_year
from cases.forms.identity import IdentityForm
from cases.pages import case_page
from cases.services import (
    SaveConflictError,
    create_case,
    earlier_save,
    save_identity,
)
from cases.views.posted import read_uuid, read_version, saved_now


@requires("case.create")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start a case: its pseudonym is made, the record number is asked for."""
    centres, by = _centres_for_new_case(request), user_of(request)
    centre = _chosen_centre(request, centres)
    form = IdentityForm(request.POST or None, centre=centre)
    if form.is_bound:
        # The key is asked before the form, which would find the first press's record number taken.
        save_key = read_uuid(request.POST.get("save_key"))
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
                    base_version=read_version(request, found, "base_version"),
                    by=user_of(request),
                )
            except SaveConflictError as error:
                status, version = 409, error.version
            except IntegrityError:
                form.add_error("record_number", form.TAKEN)
            else:
                messages.success(request, saved_now())
                return HttpResponseRedirect(request.path, status=303)
    page = case_page(load_case(request, uid), viewer, "identity")  # as stored, not as typed
    context = {"page": page, "form": form, "version": version, "is_conflict": status == 409}
    return render(request, "cases/identity.html", context, status=status)


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
