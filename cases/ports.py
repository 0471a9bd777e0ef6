"""Where apps on the right add to what `cases` shows and saves: lists of dotted paths in settings.

A port runs in a savepoint: one that raises is logged and rolled back alone, and the save or the
page stands. With empty lists `cases` works by itself.
"""

import datetime
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.memberships import Memberships
from accounts.models import User
from cases.models import Case

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class CaseChange:
    """A set of cases that changed in one transaction: by a save, an import or a re-score."""

    case_ids: frozenset[int]
    by: User | None
    at: datetime.datetime


@dataclass(frozen=True)
class Panel:
    """A part of the case page that another app draws."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Need:
    """Something that a case lacks for a meeting.

    text: how it stands now; empty if nothing is there. address: where it is entered; empty if
    that is no page of the case. paths: the fields "section.field" that would answer it.
    """

    title: str
    text: str = ""
    address: str = ""
    paths: frozenset[str] = frozenset()


def _ports(name: str) -> Iterator[Callable[..., Any]]:
    for path in getattr(settings, name):
        yield import_string(path)


def _call(port: Callable[..., Any], *args: Any) -> tuple[bool, Any]:
    try:
        with transaction.atomic():
            return True, port(*args)
    except Exception:  # a port's fault must never cost a save or a page
        logger.exception("port %s.%s failed", port.__module__, port.__qualname__)
        return False, None


def notify_saved(change: CaseChange) -> None:
    """CASE_SAVED: each port once for the whole set, inside the save's transaction."""
    for port in _ports("CASE_SAVED"):
        _call(port, change)


def collect_panels(case: Case, viewer: Memberships) -> list[Panel]:
    """CASE_PANELS: panels beside the form, in order; a failed one is shown as failed."""
    panels = []
    for port in _ports("CASE_PANELS"):
        succeeded, panel = _call(port, case, viewer)
        panels.append(panel if succeeded else Panel("cases/panels/failed.html"))
    return panels


def collect_columns(case_ids: frozenset[int]) -> dict[int, dict[str, Any]]:
    """CASE_INDEX: columns of the list by case, merged over the ports."""
    merged: dict[int, dict[str, Any]] = {case_id: {} for case_id in case_ids}
    for port in _ports("CASE_INDEX"):
        _succeeded, columns = _call(port, case_ids)
        for case_id, values in (columns or {}).items():
            merged[case_id] |= values
    return merged


def collect_needs(case: Case, on_date: datetime.date) -> list[Need]:
    """CASE_NEEDS: what the case lacks for a meeting on that day, in the order of the ports."""
    needs: list[Need] = []
    for port in _ports("CASE_NEEDS"):
        succeeded, found = _call(port, case, on_date)
        # Silence here would read as "nothing is missing".
        needs += found if succeeded else [Need(_("A part of this list could not be made"))]
    return needs
