"""Loading and authorising in one step: what a person may not see answers 404."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from accounts.memberships import Memberships
from accounts.models import User
from accounts.permissions import roles_for
from cases.models import Case


def load_case(request: HttpRequest, uid: uuid.UUID) -> Case:
    """The case, if it belongs to a centre whose cases this person sees; else 404.

    From here on dates are local to the case's centre.
    """
    cases = Case.objects.visible_to(memberships_of(request)).select_related(
        "centre", "identity", "index"
    )
    case = cases.filter(uid=uid).first()
    if case is None:
        raise Http404
    timezone.activate(case.centre.time_zone)
    return case


def may(memberships: Memberships, permission: str, case: Case) -> bool:
    """Whether the person has the permission at the case's centre."""
    return case.centre_id in memberships.centres_with(roles_for(permission))


def check_may(memberships: Memberships, permission: str, case: Case) -> None:
    """PermissionDenied unless `may`."""
    if not may(memberships, permission, case):
        raise PermissionDenied


def user_of(request: HttpRequest) -> User:
    """The signed-in person; only for views that require one."""
    assert isinstance(request.user, User)
    return request.user


def memberships_of(request: HttpRequest) -> Memberships:
    """The roles the middleware put on the request."""
    memberships: Memberships = request.memberships  # type: ignore[attr-defined]
    return memberships
