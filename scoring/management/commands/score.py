"""Score cases in the case format: one line of cards per case. Needs no database, no environment."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from cases.exchange.checking import CheckedCase, check_case
from cases.exchange.files import read_file
from cases.exchange.reading import read_cases
from cases.models.fields import dump_json
from scoring.services import compute
from scoring.wording import headline


class Command(BaseCommand):
    """A field that cannot be read is named under `errors` and counts as unknown in the cards."""

    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, or - for standard input: JSON or JSON Lines."""
        parser.add_argument("file")

    def handle(self, *args: Any, **options: Any) -> None:
        """JSON Lines in the order of the input; exit 1 if any case had errors."""
        has_errors = False
        for read in read_cases(read_file(options["file"])):
            case = check_case(read)
            has_errors = has_errors or bool(case.problems)
            self.stdout.write(dump_json(_line(case)))
        if has_errors:
            sys.exit(1)


def _line(case: CheckedCase) -> dict[str, Any]:
    cards = []
    if case.rows or not case.problems:
        for result in compute(case.scored_document()):
            payload = result.payload or {"rule": result.rule.key, "version": result.rule.version}
            cards.append(_with_headline(payload))
    return {
        "case": str(case.uid) if case.uid else None,
        "line": case.line,
        "cards": cards,
        "errors": [{"path": p.path, "message": p.message} for p in case.problems],
    }


def _with_headline(payload: dict[str, Any]) -> dict[str, Any]:
    """The card with its headline in the fourth place, where a reader looks for it."""
    text = headline(payload) if "applicability" in payload else _("not computed")
    items = list(payload.items())
    return dict([*items[:4], ("headline", text), *items[4:]])
