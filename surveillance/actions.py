"""What people do with a due item: each is one transaction, locked, and kept as an event.

A second press of the same button changes nothing. What is no longer to be done cannot be worked on.
"""

import datetime
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from surveillance.models import Delivery, Due, DueEvent
from surveillance.models.due import PENDING, State, What
from surveillance.planning import local_today


class ActionRefusedError(Exception):
    """Nothing was changed; the text says why, for the person who asked."""


def acknowledge(*, due: Due, by: User) -> None:
    """Somebody looks after it: its mails stop, it stays in the work list until it is done."""

    def apply(found: Due) -> None:
        if found.state == State.OPEN:
            _set_state(found, State.ACKNOWLEDGED, DueEvent.Kind.ACKNOWLEDGED, by)

    _work_on(due, apply)


def complete(*, due: Due, by: User, note: str = "") -> None:
    """It has been done. note: what came of it, where that is worth keeping."""

    def apply(found: Due) -> None:
        _set_state(found, State.DONE, DueEvent.Kind.DONE, by, note)

    _work_on(due, apply, is_repeat=lambda found: found.state == State.DONE and found.state_by == by)


def move(*, due: Due, by: User, to: datetime.date, reason: str) -> None:
    """Another date, today or later, for a reason. It asks anew, even if it was acknowledged."""

    def apply(found: Due) -> None:
        if to < local_today(timezone.now(), found.case.centre.time_zone):
            raise ActionRefusedError(_("The new date lies in the past. Choose today or later."))
        if to != found.due_date:
            _set_date(found, to, by, reason)

    _work_on(due, apply)


def reopen(*, due: Due, by: User, reason: str) -> None:
    """Done by mistake: it is to be done again."""
    with transaction.atomic():
        found = Due.objects.select_for_update().get(pk=due.pk)
        if found.state == State.DONE:
            _set_state(found, State.OPEN, DueEvent.Kind.REOPENED, by, reason)
            _check_asked_for(found)


def ask_again(due: Due, to: datetime.date | None, by: User | None, reason: str) -> None:
    """Somebody wants it (again) by a day. Call inside a transaction."""
    found = Due.objects.select_for_update().get(pk=due.pk)
    if found.state not in PENDING:
        _set_state(found, State.OPEN, DueEvent.Kind.REOPENED, by, reason)
    if to is not None and found.due_date != to:
        _set_date(found, to, by, reason)


def supersede(dues: list[Due], by: User | None, reason: str, at: datetime.datetime) -> None:
    """These are no longer asked for; they and their history stay. Call inside a transaction."""
    for due in dues:
        _set_state(due, State.SUPERSEDED, DueEvent.Kind.SUPERSEDED, by, reason, at)


def redate(due: Due, to: datetime.date, by: User | None, reason: str) -> None:
    """Another date because what it is counted from changed. Call inside a transaction."""
    _set_date(due, to, by, reason)


def _work_on(
    due: Due,
    apply: Callable[[Due], None],
    is_repeat: Callable[[Due], bool] = lambda _found: False,
) -> None:
    """is_repeat: this very press has been made already."""
    with transaction.atomic():
        found = Due.objects.select_for_update(of=("self",)).select_related("case__centre")
        locked = found.get(pk=due.pk)
        if locked.what == What.NO_DATES:
            raise ActionRefusedError(_("This ends when the schedule has dates, or has ended."))
        if is_repeat(locked):
            return
        if locked.state not in PENDING:
            raise ActionRefusedError(_("This is no longer to be done: somebody else was faster."))
        _check_asked_for(locked)
        apply(locked)


def _check_asked_for(due: Due) -> None:
    """Nobody is reminded of what an ended schedule, a closed record or a dead patient asks for."""
    if not Due.objects.pending().filter(pk=due.pk).exists():
        raise ActionRefusedError(
            _("Nobody is reminded of this any more: schedule, record or life ended.")
        )


def _set_state(
    due: Due,
    state: State,
    kind: DueEvent.Kind,
    by: User | None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> None:
    at = at or timezone.now()
    before = due.state
    due.state, due.state_by, due.state_at, due.state_reason = state, by, at, reason or None
    due.save(update_fields=["state", "state_by", "state_at", "state_reason"])
    _cancel_unsent(due, at)
    _keep_event(due, kind, by, at, reason, state_before=before, date_before=due.due_date)


def _set_date(due: Due, to: datetime.date, by: User | None, reason: str) -> None:
    at = timezone.now()
    state, date = due.state, due.due_date
    due.due_date, due.state, due.state_by, due.state_at = to, State.OPEN, by, at
    due.save(update_fields=["due_date", "state", "state_by", "state_at"])
    _cancel_unsent(due, at)
    _keep_event(due, DueEvent.Kind.MOVED, by, at, reason, state_before=state, date_before=date)


def _cancel_unsent(due: Due, at: datetime.datetime) -> None:
    """Mails about what it was; those that have gone out stay as they are."""
    due.deliveries.filter(state=Delivery.State.TO_DO).update(
        state=Delivery.State.CANCELLED, ended_at=at, lease=None, lease_until=None
    )


def _keep_event(
    due: Due,
    kind: DueEvent.Kind,
    by: User | None,
    at: datetime.datetime,
    reason: str,
    *,
    state_before: str,
    date_before: datetime.date | None,
) -> None:
    DueEvent.objects.create(
        due=due,
        kind=kind,
        by=by,
        at=at,
        reason=reason or None,
        state_before=state_before,
        state_after=due.state,
        date_before=date_before,
        date_after=due.due_date,
    )
