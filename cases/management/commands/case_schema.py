"""Print the JSON Schema of the case format."""

from typing import Any

import simplejson
from django.core.management.base import BaseCommand

from cases.exchange.schema import case_schema


class Command(BaseCommand):
    """Needs no database and no environment."""

    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """One JSON document on standard output."""
        self.stdout.write(simplejson.dumps(case_schema(), indent=2, use_decimal=True))
