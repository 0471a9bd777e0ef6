"""Make a centre: the first step of an installation, before anybody is invited."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.centres import RefusedError, create_centre


class Command(BaseCommand):
    """Dates of a centre's cases are counted in its time zone."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """NAME, and a zone other than that of the installation."""
        parser.add_argument("name")
        parser.add_argument(
            "--time-zone",
            default=settings.TIME_ZONE,
            help="IANA name, as Europe/Paris (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line on standard output; one sentence and exit 1 if it is refused."""
        try:
            centre = create_centre(name=options["name"], time_zone=options["time_zone"])
        except RefusedError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{centre.name} is there; its dates are those of {centre.time_zone}.")
