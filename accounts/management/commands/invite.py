"""Invite a person to a centre: an account, roles, and a link to choose a password with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.invitations import Invitation, RefusedError, invite
from accounts.models import Centre, Role


class Command(BaseCommand):
    """Nothing is mailed: whoever invites hands the link over, to that person only."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """EMAIL, and who works where as what."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="as colleagues know the person")
        parser.add_argument("--centre", required=True, help="name of the centre")
        parser.add_argument(
            "--role", required=True, action="append", choices=Role.values, dest="roles"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """What changed, then the link on a line of its own; one sentence, exit 1 if refused."""
        centre = Centre.objects.filter(name=options["centre"]).first()
        if centre is None:
            raise CommandError(f"There is no centre {options['centre']}: create_centre makes one.")
        try:
            made = invite(
                email=options["email"],
                name=options["name"],
                centre=centre,
                roles=options["roles"],
            )
        except RefusedError as problem:
            raise CommandError(str(problem)) from None
        self._report(made, centre)

    def _report(self, made: Invitation, centre: Centre) -> None:
        roles = ", ".join(made.added) or "nothing that was not so before"
        self.stdout.write(f"{made.user.email} at {centre.name}: {roles}.")
        if not made.link:
            self.stdout.write("The account has a password already: there is no link.")
            return
        ends_at = timezone.localtime(made.ends_at)
        self.stdout.write(f"One password can be chosen here, until {ends_at:%d %B %Y %H:%M %Z}:")
        self.stdout.write(made.link)
