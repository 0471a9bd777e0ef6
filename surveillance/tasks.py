"""The bell that Celery rings: everything that matters is in the database."""

from typing import Any

from celery import Task, shared_task
from celery.signals import worker_ready

from surveillance import visits
from surveillance.engine.clock import database_now
from surveillance.engine.sweep import sweep

EXPIRES_SECONDS = 60  # a ring that nobody heard is not made up for: the next one does the same


@shared_task(bind=True, expires=EXPIRES_SECONDS)
def sweep_reminders(self: Task) -> None:
    """Send what is due; may run any number of times, also at once."""
    sweep(by=f"celery:{self.request.id}")


@shared_task
def extend_schedules() -> None:
    """Create the visits that the next ten years have come to hold; may run any number of times."""
    visits.extend_schedules(database_now())


@worker_ready.connect
def ring_once(**_: Any) -> None:
    """A worker that has just come does not wait for beat."""
    sweep_reminders.delay()
