"""Background work on scores."""

from celery import shared_task

from scoring.rescoring import score_stale

BATCH = 500  # cases a run; the next run of the schedule takes the next ones


@shared_task
def rescore_stale() -> int:
    """Score cases whose cards are not current (new rule set, failed port); may run twice."""
    return score_stale(BATCH).cards
