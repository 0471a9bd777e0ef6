"""Load the demonstration data: a centre, one account for each role, the published patient."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.demo import RealCasesError, load_demo


class Command(BaseCommand):
    """Adds only what is missing; refused where a real case is held."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """--json for programs."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """The accounts and their passwords on standard output."""
        try:
            accounts = load_demo(settings.VAR_DIR / "demo-accounts.json")
        except RealCasesError:
            raise CommandError(
                "This database holds real cases: no demonstration data are loaded into it."
            ) from None
        if options["json"]:
            self.stdout.write(json.dumps(accounts))
            return
        for account in accounts:
            self.stdout.write("  ".join(account.values()))
