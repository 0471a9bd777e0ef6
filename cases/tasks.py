"""Housekeeping of key images."""

from celery import shared_task

from cases.images.services import remove_stray_files


@shared_task
def remove_stray_pictures() -> None:
    """Delete files of uploads that never became a row; may run any number of times."""
    remove_stray_files()
