"""Every address of the product. A test walks these and fails for a view without a permission."""

from allauth.account.views import login, logout
from django.urls import include, path
from django.views.generic import RedirectView

from accounts.permissions import public, signed_in
from accounts.views import accept_invitation, centre, form_token, signed_in_again
from ivcboard.health import healthz
from surveillance.health import healthz_reminders
from surveillance.views import open_from_mail

urlpatterns = [
    path("", public(RedirectView.as_view(pattern_name="cases:list")), name="home"),
    path("sign-in/", public(login), name="account_login"),
    path("sign-out/", signed_in(logout), name="account_logout"),
    path("invitation/<uuid:uid>/<str:token>/", accept_invitation, name="accept_invitation"),
    path("form-token/", form_token, name="form_token"),
    path("signed-in-again/", signed_in_again, name="signed_in_again"),
    path("centre/", centre, name="centre"),
    path("healthz", healthz, name="healthz"),
    path("healthz/reminders", healthz_reminders, name="healthz_reminders"),
    path("cases/", include("cases.urls")),
    path("", include("scoring.urls")),
    path("follow-up/", include("surveillance.urls")),
    path("board/", include("board.urls")),
    path("r/<uuid:uid>/", open_from_mail, name="open_from_mail"),
]

handler400 = "ivcboard.errors.bad_request"
handler403 = "ivcboard.errors.forbidden"
handler404 = "ivcboard.errors.not_found"
handler500 = "ivcboard.errors.server_error"
