"""Background work on scores."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from cases.index import update_index
from cases.ports import CaseChange
from scoring.services import rescore_cases, stale_case_ids

BATCH = 500  # cases a run; the next run of the schedule takes the next ones


@shared_task
def rescore_stale() -> int:
    """Score cases whose cards are not current (new rule set, failed port); may run twice."""
    with transaction.atomic():
        change = CaseChange(frozenset(stale_case_ids(BATCH)), None, timezone.now())
        added = rescore_cases(change.case_ids)
        update_index(change)
    return added
