"""What every page that saves reads from a post and says after it."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.conflicts import MINE, THEIRS, Choices
from cases.models import Case
from cases.sections import Section


def read_version(request: HttpRequest, found: Case, name: str, default: int | None = None) -> int:
    """A version the case has had; a later one would hide what others changed."""
    text = request.POST.get(name, "")
    if not text and default is not None:
        return default
    return _version(text, found)


def read_choices(request: HttpRequest, found: Case, names: Iterable[str]) -> Choices:
    """What was chosen of the fields that the page showed in conflict, if it showed any."""
    posted = {name: request.POST.get(f"resolve__{name}") for name in names}
    return Choices(
        read_version(request, found, "accepted_version", default=0),
        {n: c if c in (MINE, THEIRS) else "" for n, c in posted.items() if c is not None},
    )


def named_fields(request: HttpRequest, shown: Section, name: str) -> list[str]:
    """The fields of a section that an input of the page lists, in its order; others are ignored."""
    return [each for each in request.POST.get(name, "").split(",") if each in shown.kinds]


def read_older(request: HttpRequest, found: Case, shown: Section) -> dict[str, int]:
    """`older`: fields typed on an older version than the page's, such as "ldh:4,calcium:3"."""
    pairs = [pair.partition(":") for pair in request.POST.get("older", "").split(",") if pair]
    return {name: _version(text, found) for name, _colon, text in pairs if name in shown.kinds}


def read_page(request: HttpRequest, name: str = "page") -> str:
    """What an open page calls itself, to tell what it typed from another tab; empty for none."""
    text = request.POST.get(name, "")
    return text if text.isascii() and text.isalnum() and len(text) < 40 else ""


def read_moment(text: str) -> int:
    """Microseconds since 1970, as a page was told; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def read_uuid(text: Any) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise SuspiciousOperation("not a UUID") from None


def _version(text: str, found: Case) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) > found.version:
        raise SuspiciousOperation("no version of the case")
    return int(text)


def saved_now() -> str:
    return _("Saved %(time)s") % {"time": date_format(timezone.localtime(), "H:i")}
