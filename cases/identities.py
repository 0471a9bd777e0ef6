"""Starting a case, and who its patient is at the centre."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from accounts.models import Centre, User
from cases.history import identity_at, say_who
from cases.models import Case, Draft, Identity
from cases.services import Conflict, SaveConflictError, check_is_open, finish_change
from cases.values import Recorded

PSEUDONYM_PREFIX = "IVC"


def start_case(*, centre: Centre, by: User) -> Case:
    """A new empty case with a pseudonym of its own, or the one this person left untouched.

    So a second press, or a press by mistake, makes no second case.
    """
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)  # no two presses at once
        if left := _left_untouched(centre, by):
            return left
        say_who(by)
        case = Case(centre=centre, is_demo=centre.is_demo, started_by=by)
        case.pseudonym = _next_pseudonym(centre)
        case.save(force_insert=True)
        finish_change(frozenset({case.pk}), by)
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
    with transaction.atomic():
        say_who(by)
        locked = Case.objects.select_for_update().get(pk=case.pk)
        check_is_open(locked)
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
        finish_change(frozenset({case.pk}), by)


def _left_untouched(centre: Centre, by: User) -> Case | None:
    mine = Case.objects.untouched().filter(centre=centre, started_by=by)
    return mine.exclude(pk__in=Draft.objects.filter(user=by).values("case")).first()


def _next_pseudonym(centre: Centre) -> str:
    """IVC-0001 and so on at each centre; call it with the centre's row locked."""
    names = Case.objects.filter(centre=centre, pseudonym__regex=rf"^{PSEUDONYM_PREFIX}-[0-9]+$")
    numbers = [int(name.rsplit("-", 1)[1]) for name in names.values_list("pseudonym", flat=True)]
    return f"{PSEUDONYM_PREFIX}-{max(numbers, default=0) + 1:04d}"
