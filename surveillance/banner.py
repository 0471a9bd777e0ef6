"""What people who look after patients must know about the reminders, on every page."""

from collections.abc import Iterator

from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.memberships import Memberships
from accounts.permissions import roles_for
from surveillance.engine.heartbeat import EngineState, state
from surveillance.engine.intervals import intervals, seconds
from surveillance.models import Due
from surveillance.models.due import State

BY_DEAD_PART = {
    "beat": gettext_lazy("Reminders: beat has stopped; mails go out through the safety net."),
    "worker": gettext_lazy(
        "Reminders: the worker has stopped; mails go out through the safety net."
    ),
    "broker": gettext_lazy(
        "Reminders: the broker has stopped; mails go out through the safety net."
    ),
    "sweeper": gettext_lazy(
        "Reminders: the safety net has stopped; mails go out only while the worker runs."
    ),
    "all": gettext_lazy("Reminders are NOT being sent: worker and safety net have stopped."),
}


def warnings(request: HttpRequest) -> list[str]:
    """One query for those who may see due items, none for others."""
    held: Memberships = getattr(request, "memberships", Memberships())
    if not held.has_any(roles_for("surveillance.view")):
        return []
    return list(_sentences(state()))


def _sentences(found: EngineState) -> Iterator[str]:
    if not found.has_begun and _is_something_waiting():
        yield _("Reminders are NOT being sent: what sends them has never been started.")
    if found.dead_part:
        yield str(BY_DEAD_PART[found.dead_part])
    if found.failing:
        yield ngettext(
            "Reminders: %(count)d mail does not get away; the mail server does not take it.",
            "Reminders: %(count)d mails do not get away; the mail server does not take them.",
            found.failing,
        ) % {"count": found.failing}
    if found.unreachable:
        yield ngettext(
            "Reminders: %(count)d due item has nobody who can be reminded.",
            "Reminders: %(count)d due items have nobody who can be reminded.",
            found.unreachable,
        ) % {"count": found.unreachable}


def _is_something_waiting() -> bool:
    """An installation that has just begun is not blamed for having sent nothing yet."""
    limit = Now() - seconds(intervals().silence)
    return Due.objects.filter(state=State.OPEN, created_at__lt=limit).exists()
