"""Starting a case, and who the patient is at the centre."""

import uuid

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import Centre
from accounts.permissions import requires, roles_for
from accounts.uids import uuid7
from cases.access import check_may, load_case, memberships_of, user_of
from cases.birth import earliest_event_year
from cases.conflicts import RecordClosedError, SaveConflictError
from cases.forms.identity import IdentityForm
from cases.history.meanwhile import later_identity_changes
from cases.identities import save_identity, start_case
from cases.models import Case
from cases.pages import case_page
from cases.pages.conflicts import Disputed
from cases.pages.identity import IdentityState, identity_page
from cases.sections import SECTIONS, section_address
from cases.views.posted import read_choices, read_uuid, read_version, saved_now


@requires("case.create")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start a case and open its identity; who only comes by the address is shown the list."""
    if request.method != "POST":
        return redirect("cases:list")
    save_key = read_uuid(request.POST.get("save_key") or uuid7())
    case = start_case(centre=_chosen_centre(request), by=user_of(request), save_key=save_key)
    return HttpResponseRedirect(reverse("cases:identity", args=[case.uid]), status=303)


@requires("identity.view")
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Record number, initials and year of birth."""
    found = load_case(request, uid)
    check_may(memberships_of(request), "identity.view", found)
    form = IdentityForm(
        request.POST or None,
        instance=getattr(found, "identity", None),
        centre=found.centre,
        first_event=earliest_event_year(found),
    )
    if request.method == "POST":
        return _save(request, found, form)
    return _show(request, found, form, IdentityState(found.version))


def _save(request: HttpRequest, found: Case, form: IdentityForm) -> HttpResponse:
    check_may(memberships_of(request), "identity.edit", found)
    state = IdentityState(read_version(request, found, "base_version"))
    choices = read_choices(request, found, form.fields)
    if not form.is_valid():
        return _show(request, found, form, state, code=422)
    try:
        save_identity(
            case=found,
            identity=choices.applied(form.cleaned_data),
            base_version=state.base_version,
            accepted_version=choices.version,
            accepted=choices.mine,
            by=user_of(request),
        )
    except RecordClosedError:
        return _show(request, found, form, state, code=409)
    except SaveConflictError as error:
        changes = later_identity_changes(found, form.fields, state.base_version)
        disputed = (error.conflicts, error.version, changes, user_of(request).pk, choices)
        state = IdentityState(state.base_version, Disputed(*disputed))
        return _show(request, found, form, state, code=409)
    except IntegrityError:
        form.refuse_taken_number()
        return _show(request, found, form, state, code=422)
    messages.success(request, saved_now())
    following = section_address(found, SECTIONS[0]) if "then" in request.POST else request.path
    return HttpResponseRedirect(following, status=303)


def _show(
    request: HttpRequest, found: Case, form: IdentityForm, state: IdentityState, code: int = 200
) -> HttpResponse:
    """The header says what is stored, the form what was typed."""
    page = case_page(load_case(request, found.uid), memberships_of(request), "identity")
    context = {"page": page, "middle": identity_page(page, form, state)}
    return render(request, "cases/identity.html", context, status=code)


def _chosen_centre(request: HttpRequest) -> Centre:
    """The centre whose button was pressed, else the only one at which this person starts cases."""
    ids = memberships_of(request).centres_with(roles_for("case.create"))
    centres = {str(centre.uid): centre for centre in Centre.objects.filter(pk__in=ids)}
    wanted = request.POST.get("centre", "")
    centre = centres.get(wanted) or (next(iter(centres.values())) if len(centres) == 1 else None)
    if centre is None:
        raise Http404
    timezone.activate(centre.time_zone)
    return centre
