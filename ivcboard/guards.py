"""What must hold before any process of ours serves: checked by web, worker and beat alike."""

import sys

from django.conf import settings
from django.db import DatabaseError

MIN_SECRET_KEY_LENGTH = 50  # characters, as Django's own deployment check
MIN_SECRET_KEY_VARIETY = 5  # distinct characters, as Django's own deployment check
WEAK_MARKS = ("insecure", "changeme", "change-me", "secret-key", "default", "example")


def is_weak_key(key: str) -> bool:
    """True for an empty, short, monotonous or placeholder secret key."""
    too_plain = len(key) < MIN_SECRET_KEY_LENGTH or len(set(key)) < MIN_SECRET_KEY_VARIETY
    return too_plain or any(mark in key.lower() for mark in WEAK_MARKS)


def unsafe_settings() -> list[str]:
    """One sentence per unsafe setting; empty while DEBUG is on or all is well."""
    if settings.DEBUG:
        return []
    found = []
    if is_weak_key(settings.SECRET_KEY):
        found.append(
            "SECRET_KEY is missing, a default or shorter than 50 characters: "
            "set a random one of your own."
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append("ALLOWED_HOSTS is empty or allows every host: name the hosts served.")
    return found


def unsafe_accounts() -> list[str]:
    """A sentence when, with DEBUG off, a demonstration account could sign in."""
    from accounts.models import User

    if settings.DEBUG:
        return []
    try:
        count = User.objects.filter(is_demo=True, is_active=True).count()
    except DatabaseError as error:
        return [f"The database cannot be read, so nothing is served: {str(error).splitlines()[0]}"]
    if count:
        return [f"{count} demonstration accounts are active: deactivate them before serving."]
    return []


def refuse_unsafe_start() -> None:
    """Exit 1 with one sentence per fault; returns when it is safe to serve."""
    found = unsafe_settings() or unsafe_accounts()
    if found:
        sys.stderr.write("".join(f"ivcboard refuses to start: {line}\n" for line in found))
        sys.stderr.flush()
        raise SystemExit(1)
