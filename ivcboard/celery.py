"""The Celery application. Redis is only a bell: nothing that matters lives there."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivcboard.settings")

app = Celery("ivcboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def _refuse_unsafe_start(**_: object) -> None:
    from ivcboard.guards import refuse_unsafe_start

    refuse_unsafe_start()
