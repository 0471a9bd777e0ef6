"""Housekeeping of sign-in data."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_expired_sessions() -> None:
    """Delete sessions past their end; may run any number of times."""
    call_command("clearsessions")
