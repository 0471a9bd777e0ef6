"""The state of a record: open, closed, or entered in error. Whether the patient lives and whether
follow-up runs are other facts, kept apart from it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.changing import changing
from cases.conflicts import SaveConflictError
from cases.history.log import were_changed_since
from cases.models import Case, RecordStatus
from cases.models.case import SurveillanceState

OPEN, CLOSED, IN_ERROR = RecordStatus.OPEN, RecordStatus.CLOSED, RecordStatus.ENTERED_IN_ERROR
RUNNING = frozenset({SurveillanceState.PLANNED, SurveillanceState.SUSPENDED})


@dataclass(frozen=True)
class Transition:
    """One step between states of a record. done: what is said after it."""

    name: str
    sources: frozenset[RecordStatus]
    target: RecordStatus
    title: str | Promise
    hint: str | Promise
    done: str | Promise

    @property
    def needs_reason(self) -> bool:
        """Every state but open is kept with its reason; for that one a reason may be given."""
        return self.target != OPEN


TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "close",
        frozenset({OPEN}),
        CLOSED,
        _("Close the record"),
        _("It stays readable and in the list; nothing in it can be changed until it is reopened."),
        _("The record is closed."),
    ),
    Transition(
        "reopen",
        frozenset({CLOSED}),
        OPEN,
        _("Reopen the record"),
        "",
        _("The record is open again."),
    ),
    Transition(
        "mark_in_error",
        frozenset({OPEN, CLOSED}),
        IN_ERROR,
        _("Mark the record as entered in error"),
        _("It leaves the list and exports; its address and its history stay."),
        _("The record is marked as entered in error."),
    ),
    Transition(
        "take_back",
        frozenset({IN_ERROR}),
        OPEN,
        _("Take it back: the record was not entered in error"),
        "",
        _("The record is open again."),
    ),
)
BY_NAME = {step.name: step for step in TRANSITIONS}


class FollowUpRunsError(Exception):
    """Nothing was changed: a record with a running plan stays open."""


def possible_transitions(case: Case) -> list[Transition]:
    """The steps that start from the record's state."""
    return [step for step in TRANSITIONS if case.record_status in step.sources]


def change_status(
    *, case: Case, step: Transition, reason: str, base_version: int, by: User
) -> None:
    """Take one step; history keeps the reason.

    SaveConflictError when somebody else changed the state after base_version, FollowUpRunsError
    while reminders are planned.
    """
    with changing(case.pk, by=by, reason=reason, may_be_closed=True) as locked:
        was_changed = were_changed_since(locked, Case, {"record_status"}, base_version)
        if was_changed or locked.record_status not in step.sources:
            raise SaveConflictError([], locked.version)
        if step.target != OPEN and locked.surveillance_state in RUNNING:
            raise FollowUpRunsError
        locked.record_status = step.target
        locked.record_status_reason = reason if step.needs_reason else None
        locked.save(update_fields=["record_status", "record_status_reason"])
