"""Scoring cases that nobody saves: all of them, in batches, each in a transaction of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from cases.index import update_index
from cases.models import Case
from cases.ports import CaseChange
from scoring.services import case_states, score, stale_case_ids, stale_cases

BATCH = 250  # cases; a save of one of them waits until its batch is done


@dataclass(frozen=True)
class Progress:
    """Of one batch, or of several together.

    cases: scored, or skipped: held by whoever saves or scores them. cards: rows added. failed:
    cases in which a rule gave no card.
    """

    cases: int = 0
    cards: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.cases + other.cases,
            self.cards + other.cards,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )


def score_stale(limit: int) -> Progress:
    """Score the cases that waited longest; may run at any time, beside itself too."""
    return _score_batch(stale_case_ids(limit))


def score_all(*, also_current: bool = False) -> Iterator[Progress]:
    """Batch by batch, in the order of the cases' keys.

    Whatever stops it, the next run goes on with what is not current. also_current: cases too whose
    cards are.
    """
    after = 0
    while ids := _next_ids(after, also_current):
        yield _score_batch(ids)
        after = ids[-1]


def count_cases(*, also_current: bool = False) -> int:
    """How many `score_all` would look at."""
    return _candidates(also_current).count()


def _candidates(also_current: bool) -> models.QuerySet[Case]:
    return Case.objects.all() if also_current else stale_cases()


def _next_ids(after: int, also_current: bool) -> list[int]:
    found = _candidates(also_current).filter(pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:BATCH])


def _score_batch(case_ids: list[int]) -> Progress:
    with transaction.atomic():
        rows = Case.objects.filter(pk__in=case_ids).order_by("pk")
        held = rows.select_for_update(skip_locked=True, no_key=True)
        tally = score(case_states(held.values_list("pk", flat=True)))
        if tally.changed:
            update_index(CaseChange(tally.changed, None, timezone.now()))
    return Progress(tally.cases, tally.cards, tally.failed, len(case_ids) - tally.cases)
