"""Background work on scores."""

from celery import shared_task
from django.db import transaction

from scoring.services import rescore_cases, stale_case_ids

BATCH = 500  # cases a run; the next run of the schedule takes the next ones


@shared_task
def rescore_stale() -> int:
    """Score cases whose cards are not current (new rule set, failed port); may run twice."""
    with transaction.atomic():
        return rescore_cases(stale_case_ids(BATCH))
