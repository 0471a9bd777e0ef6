"""What an open page asks about its session, the page of an invitation, the page of a centre."""

import uuid

from django.contrib import messages
from django.contrib.auth import logout
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import invitations
from accounts.centres import RefusedError, save_limits
from accounts.forms import ChoosePasswordForm, LimitsForm
from accounts.memberships import Memberships
from accounts.models import Centre, User
from accounts.permissions import public, requires, roles_for, signed_in

TOKEN_KEPT = "invitation_token"  # noqa: S105 - the name of a place in the session
WITHOUT_TOKEN = "password"  # noqa: S105 - stands in the address in the token's place


@public
@require_safe
def form_token(request: HttpRequest) -> HttpResponse:
    """For a page that outlived its session: a fresh form token, and who is signed in by now.

    401 while nobody is. `user` is the account's uid: a page of somebody else sends nothing.
    """
    if not isinstance(request.user, User):
        return HttpResponse(status=401)
    return JsonResponse({"token": get_token(request), "user": str(request.user.uid)})


@signed_in
@require_safe
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where a sign-in leads that was asked for by a page of another tab."""
    return render(request, "accounts/signed_in_again.html")


@public
@sensitive_post_parameters("new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, uid: uuid.UUID, token: str) -> HttpResponse:
    """An invited person chooses a password, then signs in with it.

    The token moves from the address, which browsers and proxies keep, into the session. What is
    wrong with a link (unknown, used, too old) is not told: 404.
    """
    is_kept = token == WITHOUT_TOKEN
    secret = request.session.get(TOKEN_KEPT, "") if is_kept else token
    user = invitations.invitee(uid, secret)
    if user is None:
        return render(request, "accounts/invitation_ended.html", status=404)
    if not is_kept:
        request.session[TOKEN_KEPT] = secret
        return redirect("accept_invitation", uid, WITHOUT_TOKEN)
    form = ChoosePasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not invitations.accept(uid, secret, form.cleaned_data["new_password1"]):
            return render(request, "accounts/invitation_ended.html", status=404)
        logout(request)  # of whoever was signed in at this computer
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("account_login")
    status = 422 if form.is_bound else 200
    return render(
        request, "accounts/invitation.html", {"form": form, "invitee": user}, status=status
    )


@requires("centre.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def centre(request: HttpRequest) -> HttpResponse:
    """What each centre of this person decides for its cases; one form a centre."""
    forms = [LimitsForm(centre=each) for each in _managed_centres(request)]
    status = 200
    if request.method == "POST":
        form = _posted_limits(request, forms)
        forms = [form if form.centre == each.centre else each for each in forms]
        if form.is_valid() and _save_limits(request, form):
            return HttpResponseRedirect(request.path, status=303)
        status = 422
    return render(request, "accounts/centre.html", {"forms": forms}, status=status)


def _managed_centres(request: HttpRequest) -> list[Centre]:
    """By name, each with the person who changed its limits last."""
    held: Memberships = request.memberships  # type: ignore[attr-defined]
    centres = Centre.objects.filter(pk__in=held.centres_with(roles_for("centre.manage")))
    return list(centres.select_related("limits_changed_by").order_by("name"))


def _posted_limits(request: HttpRequest, forms: list[LimitsForm]) -> LimitsForm:
    """404 for a centre that this person does not manage."""
    for form in forms:
        if str(form.centre.uid) == request.POST.get("centre"):
            return LimitsForm(request.POST, centre=form.centre)
    raise Http404


def _save_limits(request: HttpRequest, form: LimitsForm) -> bool:
    """Whether they were saved; if not the form says why."""
    assert isinstance(request.user, User)
    try:
        save_limits(
            centre=form.centre,
            limits=form.limits(),
            seen_at=form.cleaned_data["seen"],
            by=request.user,
        )
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved: %(centre)s") % {"centre": form.centre.name})
    return True
