"""Who is reminded about a case: its responsible, their deputy, then the leads of its centre."""

from django.db.models import QuerySet

from accounts.models import Centre, Role, User
from accounts.permissions import roles_for
from cases.models import Case
from surveillance.models import CareTeam


def candidates(centre: Centre) -> QuerySet[User]:
    """Active people of a centre who may work on what is due, by name."""
    return (
        User.objects.filter(
            is_active=True,
            memberships__centre=centre,
            memberships__role__in=roles_for("due.work"),
        )
        .distinct()
        .order_by("name", "id")
    )


def chain(case: Case) -> list[User]:
    """Active people of the centre in the order in which they are reminded; empty if nobody is left.

    The engine follows the same order in SQL, where the owner of a due item comes first.
    """
    team = CareTeam.objects.filter(case=case).select_related("responsible", "deputy").first()
    named = [team.responsible, team.deputy] if team else []
    here = User.objects.filter(
        is_active=True,
        memberships__centre=case.centre_id,
        memberships__role__in=roles_for("surveillance.view"),
    ).distinct()
    leads = here.filter(memberships__role=Role.LEAD, memberships__centre_id=case.centre_id)
    active = set(here.filter(pk__in=[one.pk for one in named if one]).values_list("pk", flat=True))
    first = [one for one in named if one and one.pk in active]
    return list(dict.fromkeys([*first, *leads.order_by("id")]))
