"""`python -m tests.faults.seed`: one centre, its people, and cases with a chain of three.

Every tenth case has a responsible whose mailbox is gone for good.
"""

import django

CASES, GONE_EVERY = 20, 10
EMAIL, PASSWORD = "deputy@fault.example", "a long enough phrase"


def gone_addresses() -> set[str]:
    """Mailboxes that the mail server never knows."""
    return {f"clinician{number}@fault.example" for number in range(0, CASES, GONE_EVERY)}


def seed() -> None:
    from django.utils import timezone

    from accounts.models import Centre, Membership, Role, User
    from cases.models import Case
    from surveillance.models import CareTeam

    centre = Centre.objects.create(name="Faults", time_zone="Europe/Paris")

    def person(name: str, role: Role) -> User:
        user = User.objects.create_user(f"{name}@fault.example", PASSWORD, name=name)
        Membership.objects.create(user=user, centre=centre, role=role)
        return user

    deputy, lead = person("deputy", Role.FOLLOW_UP), person("lead", Role.LEAD)
    for number in range(CASES):
        case = Case.objects.create(centre=centre, pseudonym=f"F-{number:04}")
        CareTeam.objects.create(
            case=case,
            responsible=person(f"clinician{number}", Role.CLINICIAN),
            deputy=deputy,
            changed_by=lead,
            changed_at=timezone.now(),
        )


if __name__ == "__main__":
    django.setup()
    seed()
