"""What an open page asks about its own session, and the page of an invitation."""

import uuid

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import invitations
from accounts.forms import ChoosePasswordForm
from accounts.permissions import public

TOKEN_KEPT = "invitation_token"  # noqa: S105 - the name of a place in the session
WITHOUT_TOKEN = "password"  # noqa: S105 - stands in the address in the token's place


@public
@require_safe
def form_token(request: HttpRequest) -> HttpResponse:
    """A fresh form token for a page that outlived its session; 401 while nobody is signed in."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return HttpResponse(get_token(request), content_type="text/plain")


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
