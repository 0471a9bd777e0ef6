"""Who may do what: one table, and the decorators that put a view under it.

Deny by default. A view without one of these decorators fails a test. Objects of another centre
answer 404, an action outside a person's roles answers 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.carrying import answer_carrying, carried_post, is_of_somebody_else
from accounts.models import Role

# What htmx and our own script put on their requests.
FROM_SCRIPT = {"Hx-Request", "X-Requested-With"}
View = Callable[..., HttpResponseBase]

_EVERY_READER = frozenset(
    {Role.CLINICIAN, Role.PRESENTER, Role.FOLLOW_UP, Role.LEAD, Role.AUDITOR, Role.GUEST}
)
_CARERS = frozenset({Role.CLINICIAN, Role.PRESENTER, Role.FOLLOW_UP, Role.LEAD})

PERMISSIONS: dict[str, frozenset[Role]] = {
    "case.view": _EVERY_READER,
    "case.create": frozenset({Role.CLINICIAN, Role.LEAD}),
    "case.edit": frozenset({Role.CLINICIAN, Role.FOLLOW_UP, Role.LEAD}),
    "identity.view": _CARERS,
    "identity.edit": frozenset({Role.CLINICIAN, Role.FOLLOW_UP, Role.LEAD}),
    "surveillance.view": _CARERS,
    "due.work": frozenset({Role.CLINICIAN, Role.FOLLOW_UP, Role.LEAD}),
    "schedule.manage": frozenset({Role.FOLLOW_UP, Role.LEAD}),
    "centre.manage": frozenset({Role.LEAD}),
}


def roles_for(permission: str) -> frozenset[Role]:
    """The roles that carry a permission; KeyError for a name that is not in the table."""
    return PERMISSIONS[permission]


def requires(permission: str) -> Callable[[View], View]:
    """Put a view under a permission: sign-in, then the role in any of the person's centres.

    What was typed by one person is not saved in the name of another who signed in since.
    Which centre's objects are reached is decided by `visible_to` in the view.
    """
    roles = roles_for(permission)

    def decorate(view: View) -> View:
        @answer_fragments_with_401
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if is_of_somebody_else(request):
                return _answer_to_somebody_else(request)
            if not request.memberships.has_any(roles):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def answer_fragments_with_401(view: View) -> View:
    """An ended session must not put the sign-in page into a form, nor lose what was posted."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if FROM_SCRIPT & set(request.headers):
            return HttpResponse(status=401)
        if carried_post(request):
            return answer_carrying(request, "errors/session_ended.html", 401)
        return view(request, *args, **kwargs)

    return answer


def _answer_to_somebody_else(request: HttpRequest) -> HttpResponse:
    """Scripts go by the status; a person reads who is signed in, and what was typed is kept."""
    if FROM_SCRIPT & set(request.headers):
        return HttpResponse(status=403)
    return answer_carrying(request, "errors/somebody_else.html", 403)


def public(view: View) -> View:
    """Open to anybody: shows nothing of a patient."""
    view.permission = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """For everybody who is signed in, whatever their role."""
    guarded = login_required(view)
    guarded.permission = "signed_in"  # type: ignore[attr-defined]
    return guarded
