"""Score the cases whose cards are not current, and write only what changed."""

import gc
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from scoring.rescoring import Progress, count_cases, score_all

SECONDS_BETWEEN_LINES = 10  # where there is no terminal to draw a bar on


class Command(BaseCommand):
    """May be stopped and started again, and run beside itself and beside people who save."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """--all looks at every case: what a changed rule or a restored backup may have left."""
        parser.add_argument(
            "--all", action="store_true", help="also the cases whose cards are current"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """A bar on a terminal, a line now and then elsewhere; at the end what was done."""
        gc.freeze()  # what the program is made of need not be looked through batch after batch
        also_current, started = options["all"], time.monotonic()
        total = count_cases(also_current=also_current)
        done, said = Progress(), started
        with tqdm(total=total, unit=" cases", disable=None) as bar:
            for batch in score_all(also_current=also_current):
                done += batch
                bar.update(batch.cases + batch.skipped)
                if bar.disable and time.monotonic() - said >= SECONDS_BETWEEN_LINES:
                    said = time.monotonic()
                    self.stdout.write(f"{done.cases:,} of {total:,} cases, {done.cards:,} cards")
        self.stdout.write(_sentence(done, time.monotonic() - started))


def _sentence(done: Progress, seconds: float) -> str:
    parts = [f"{done.cases:,} cases scored", f"{done.cards:,} new cards"]
    if done.failed:
        parts.append(f"{done.failed:,} with a score that could not be computed")
    if done.skipped:
        parts.append(f"{done.skipped:,} left to whoever is saving or scoring them")
    return f"{', '.join(parts)}, in {timedelta(seconds=round(seconds))}."
