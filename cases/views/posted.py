"""What every page that saves reads from a post and says after it."""

import uuid
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import Case


def read_version(request: HttpRequest, found: Case, name: str, default: int | None = None) -> int:
    """A version the case has had; a later one would hide what others changed."""
    text = request.POST.get(name, "")
    if not text and default is not None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) > found.version:
        raise SuspiciousOperation("no base version")
    return int(text)


def read_uuid(text: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise SuspiciousOperation("not a UUID") from None


def saved_now() -> str:
    return _("Saved %(time)s") % {"time": date_format(timezone.localtime(), "H:i")}
