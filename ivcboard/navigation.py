"""The bar at the top of every page and what must be said below it; wired in settings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from accounts.memberships import Memberships
from accounts.models import Centre
from accounts.permissions import roles_for
from accounts.uids import uuid7


def site(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html; nothing is asked of the database until a template needs it."""
    return {
        "site_pages": SimpleLazyObject(lambda: _pages(request)),
        "can_find": SimpleLazyObject(lambda: _held(request).has_any(roles_for("case.view"))),
        "new_case": SimpleLazyObject(lambda: _new_case(request)),
        "site_banners": SimpleLazyObject(lambda: _banners(request)),
    }


def _held(request: HttpRequest) -> Memberships:
    held: Memberships = getattr(request, "memberships", Memberships())
    return held


def _new_case(request: HttpRequest) -> dict[str, Any]:
    """Whether the person starts cases; the centres by name where there is a choice.

    save_key: what a second press of the page goes by.
    """
    ids = _held(request).centres_with(roles_for("case.create"))
    centres = Centre.objects.filter(pk__in=ids).order_by("name") if len(ids) > 1 else []
    return {"is_possible": bool(ids), "centres": centres, "save_key": uuid7()}


def _pages(request: HttpRequest) -> list[dict[str, Any]]:
    held = _held(request)
    return [
        {"address": reverse(name), "title": title}
        for name, title, permission in settings.SITE_PAGES
        if not permission or held.has_any(roles_for(permission))
    ]


def _banners(request: HttpRequest) -> list[str]:
    ports = map(import_string, settings.SITE_BANNERS)
    return [sentence for port in ports for sentence in port(request)]
