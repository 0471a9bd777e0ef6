"""Write every case in the case format, one a line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cases.exchange.exporting import export_lines


class Command(BaseCommand):
    """Identities are never exported."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """--pseudonymised also drops free text and shifts dates."""
        parser.add_argument("--pseudonymised", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """JSON Lines on standard output."""
        for line in export_lines(is_pseudonymised=options["pseudonymised"]):
            self.stdout.write(line)
