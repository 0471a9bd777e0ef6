"""The bar at the top of every page and what must be said below it; wired in settings."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from accounts.memberships import Memberships
from accounts.permissions import roles_for


def site(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html; nothing is asked of the database until a template needs it."""
    return {
        "site_pages": SimpleLazyObject(lambda: _pages(request)),
        "site_banners": SimpleLazyObject(lambda: _banners(request)),
    }


def _pages(request: HttpRequest) -> list[dict[str, Any]]:
    held: Memberships = getattr(request, "memberships", Memberships())
    return [
        {"address": reverse(name), "title": title}
        for name, title, permission in settings.SITE_PAGES
        if not permission or held.has_any(roles_for(permission))
    ]


def _banners(request: HttpRequest) -> list[str]:
    ports = map(import_string, settings.SITE_BANNERS)
    return [sentence for port in ports for sentence in port(request)]
