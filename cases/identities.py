"""Starting a case, and who its patient is at the centre."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.urls import resolve

from accounts.models import Centre, User
from cases.changing import (
    Press,
    changing,
    earlier_save,
    finish_change,
    keep_save_key,
    say_who,
)
from cases.conflicts import Conflict, SaveConflictError
from cases.history.log import identity_at
from cases.models import Case, Draft, Identity
from cases.values import Recorded

PSEUDONYM_PREFIX = "IVC"


def start_case(*, centre: Centre, by: User, save_key: uuid.UUID) -> Case:
    """A new empty case with a pseudonym of its own.

    A second press of one page, which is one save_key, finds the case that the first one made while
    nothing is entered there. Another page is another patient.
    """
    key = uuid.uuid5(save_key, str(centre.uid))  # a page offers a button for each centre
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)  # no two presses at once
        if left := _left_untouched(key, by):
            return left
        say_who(by)
        case = Case(centre=centre, is_demo=centre.is_demo, started_by=by)
        case.pseudonym = _next_pseudonym(centre)
        case.save(force_insert=True)
        finish_change(frozenset({case.pk}), by)
        keep_save_key(Press(key), by, case.get_absolute_url(), case.version)
    return case


def save_identity(
    *,
    case: Case,
    identity: Mapping[str, Any],
    base_version: int,
    by: User,
    accepted_version: int | None = None,
    accepted: Collection[str] = (),
) -> None:
    """Change what this person changed of the identity; history keeps what it was.

    SaveConflictError when somebody else gave the same field another value since base_version,
    unless that was shown at accepted_version, among the accepted fields, and is overruled.
    """
    with changing(case.pk, by=by) as locked:
        row = Identity.objects.filter(case=case).first() or Identity(case=case, centre=case.centre)
        base = identity_at(row, list(identity), base_version)
        changed = {name: mine for name, mine in identity.items() if mine != base[name]}
        disputed = [
            name for name, mine in changed.items() if getattr(row, name) not in (mine, base[name])
        ]
        is_accepted = accepted_version == locked.version and set(disputed) <= set(accepted)
        if disputed and not is_accepted:
            raise SaveConflictError(
                [Conflict(n, Recorded(identity[n]), Recorded(getattr(row, n))) for n in disputed],
                locked.version,
            )
        for name, mine in changed.items():
            setattr(row, name, mine)
        row.save()


def _left_untouched(key: uuid.UUID, by: User) -> Case | None:
    """The case that this press made before, unless something is entered or typed into it."""
    made = earlier_save(key, by)
    if made is None:
        return None
    found = Case.objects.untouched().filter(uid=resolve(made.address).kwargs["uid"])
    return found.exclude(pk__in=Draft.objects.values("case")).first()


def _next_pseudonym(centre: Centre) -> str:
    """IVC-0001 and so on at each centre; call it with the centre's row locked."""
    names = Case.objects.filter(centre=centre, pseudonym__regex=rf"^{PSEUDONYM_PREFIX}-[0-9]+$")
    numbers = [int(name.rsplit("-", 1)[1]) for name in names.values_list("pseudonym", flat=True)]
    return f"{PSEUDONYM_PREFIX}-{max(numbers, default=0) + 1:04d}"
