"""When somebody leaves: nobody's only recipient goes without a successor."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from cases.models import Case
from surveillance.models import CareTeam, Due
from surveillance.services import set_care_team
from surveillance.teams import candidates


class NoSuccessorError(Exception):
    """cases: of which nobody else is reminded, or at whose centre the successor is nobody."""

    def __init__(self, cases: list[Case]) -> None:
        super().__init__(", ".join(case.pseudonym for case in cases))
        self.cases = cases


def only_recipient_of(person: User) -> list[Case]:
    """Cases with something to be done of which nobody would be reminded without this person."""
    lost = Due.objects.pending().unreachable(without=person).values("case")
    return list(Case.objects.filter(pk__in=lost).select_related("centre").order_by("id"))


def deactivate(*, person: User, successor: User | None) -> int:
    """Close the account; the successor is responsible where this person was. Returns of how many.

    NoSuccessorError names the cases of which nobody else would be reminded, or at whose centre the
    successor does not work on what is due. Nothing is changed then.
    """
    with transaction.atomic():
        own = CareTeam.objects.filter(Q(responsible=person) | Q(deputy=person))
        left = Case.objects.filter(pk__in=own.values("case")).select_related("centre")
        cases = list(dict.fromkeys([*left.order_by("id"), *only_recipient_of(person)]))
        if successor is None:
            if lost := only_recipient_of(person):
                raise NoSuccessorError(lost)
        else:
            _hand_over(cases, person, successor)
        person.is_active = False
        person.save(update_fields=["is_active"])
    return len(cases) if successor else 0


def _hand_over(cases: list[Case], person: User, successor: User) -> None:
    foreign = [case for case in cases if not _may_follow(case, successor)]
    if foreign:
        raise NoSuccessorError(foreign)
    for case in cases:
        team = CareTeam.objects.filter(case=case).first()
        responsible = successor if team is None or team.responsible == person else team.responsible
        deputy = team.deputy if team and team.deputy not in (person, responsible) else None
        if responsible != successor and deputy is None:
            deputy = successor
        set_care_team(case, None, responsible, deputy, timezone.now())


def _may_follow(case: Case, successor: User) -> bool:
    return candidates(case.centre).filter(pk=successor.pk).exists()
