"""Close a person's account; whoever they alone were reminded of gets a successor."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from surveillance.departures import NoSuccessorError, deactivate


class Command(BaseCommand):
    """Nothing is deleted: what the person did stays theirs."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """EMAIL, and who follows."""
        parser.add_argument("email")
        parser.add_argument("--successor", metavar="EMAIL", help="is reminded from then on")

    def handle(self, *args: Any, **options: Any) -> None:
        """What changed; one sentence and exit 1 if somebody would be forgotten."""
        person = self._person(options["email"])
        successor = self._person(options["successor"]) if options["successor"] else None
        if successor == person:
            raise CommandError("The successor is somebody else.")
        try:
            handed = deactivate(person=person, successor=successor)
        except NoSuccessorError as error:
            raise CommandError(self._sentence(error, successor)) from None
        self.stdout.write(f"{person.email} is closed. Cases handed over: {handed}.")

    def _person(self, email: str) -> User:
        found = User.objects.filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise CommandError(f"There is no active account {email}.")
        return found

    def _sentence(self, error: NoSuccessorError, successor: User | None) -> str:
        if successor:
            return f"{successor.email} does not work on follow-up at the centre of {error}."
        return (
            f"Nobody else would be reminded of {error}: name somebody who follows with --successor."
        )
