"""The frame of every change to a case: who, under its lock, and what follows before it commits."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from cases.conflicts import RecordClosedError
from cases.index import update_index
from cases.models import Case, RecordStatus, SaveKey
from cases.ports import CaseChange, notify_saved
from cases.vital import update_vital_state


@dataclass(frozen=True)
class Press:
    """One press of a button. digest: of what was posted, to tell a second press from another save;
    empty where one key is one press whatever was posted."""

    key: uuid.UUID
    digest: str = ""


@contextmanager
def changing(
    case_id: int, *, by: User, reason: str = "", may_be_closed: bool = False
) -> Iterator[Case]:
    """The case as it is now, locked until the change is done.

    RecordClosedError for a record that is not open, unless it may be closed.
    """
    with _locking(case_id, by, reason) as locked:
        if not may_be_closed:
            _check_is_open(locked)
        yield locked
        finish_change(frozenset({locked.pk}), by)


def change_once(
    case_id: int, press: Press, *, by: User, change: Callable[[Case, SaveKey | None], str]
) -> str:
    """Make a change of the locked case, which answers with the address to show next.

    A press that was made before answers as it did then. change: is also given the earlier save of
    a page from which something else is saved now.
    """
    with _locking(case_id, by) as locked:
        made = earlier_save(press.key, by)
        if made and made.digest == press.digest:
            return made.address
        _check_is_open(locked)
        address = change(locked, made)
        finish_change(frozenset({locked.pk}), by)
        locked.refresh_from_db(fields=["version"])
        keep_save_key(press, by, address, locked.version)
    return address


def say_who(by: User | None, reason: str = "") -> None:
    """Tell the history trigger who changes the case and why, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('ivcboard.actor', %s, true),"
            " set_config('ivcboard.reason', %s, true)",
            [str(by.pk) if by else "", reason],
        )


def finish_change(case_ids: frozenset[int], by: User | None) -> None:
    """The end of every write: what follows from it in the case, ports, then the list's table."""
    update_vital_state(case_ids)
    change = CaseChange(case_ids, by, timezone.now())
    notify_saved(change)
    update_index(change)


def earlier_save(key: uuid.UUID, by: User) -> SaveKey | None:
    """The save made with this key; SuspiciousOperation for somebody else's key.

    Ask for it under the lock that the save itself takes, so that two posts at once are told apart.
    """
    made = SaveKey.objects.filter(pk=key).first()
    if made and made.user_id != by.pk:
        raise SuspiciousOperation("save key of another person")
    return made


def keep_save_key(press: Press, by: User, address: str, case_version: int) -> None:
    """Remember a save; a key that is kept already stays as it was."""
    made = SaveKey(
        pk=press.key, user=by, address=address, digest=press.digest, case_version=case_version
    )
    SaveKey.objects.bulk_create([made], ignore_conflicts=True)


@contextmanager
def _locking(case_id: int, by: User, reason: str = "") -> Iterator[Case]:
    with transaction.atomic():
        say_who(by, reason)
        yield Case.objects.select_for_update().get(pk=case_id)


def _check_is_open(case: Case) -> None:
    if case.record_status != RecordStatus.OPEN:
        raise RecordClosedError(case.version)
