"""Import cases in the case format: all of a file, or nothing."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Centre
from cases.exchange.files import read_file
from cases.exchange.importing import ImportRefusedError, import_file


class Command(BaseCommand):
    """An unknown uid creates, the same content is unchanged, other content needs --update."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, or - for standard input."""
        parser.add_argument("file")
        parser.add_argument("--dry-run", action="store_true", help="check all, write nothing")
        parser.add_argument("--update", action="store_true", help="replace cases that differ")
        parser.add_argument("--centre", help="name of the centre, where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        """Counts on standard output; every problem with line and path on standard error, exit 1."""
        try:
            result = import_file(
                read_file(options["file"]),
                centre=self._centre(options["centre"]),
                may_update=options["update"],
                is_dry_run=options["dry_run"],
            )
        except ImportRefusedError as error:
            for refusal in error.refusals:
                self.stderr.write(str(refusal))
            raise CommandError("Nothing was imported.") from None
        done = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"{result.created} {done}created, {result.updated} {done}updated, "
            f"{result.unchanged} unchanged"
        )

    def _centre(self, name: str | None) -> Centre:
        centres = list(Centre.objects.filter(name=name) if name else Centre.objects.all()[:2])
        if len(centres) == 1:
            return centres[0]
        if name or not centres:
            raise CommandError("There is no such centre." if name else "There is no centre yet.")
        raise CommandError("There are several centres: name one with --centre.")
