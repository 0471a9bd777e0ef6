"""What Celery rings: a task that expires, on a schedule, and once for a worker that comes."""

import datetime
from typing import Any

import pytest
from celery import current_app
from django.conf import settings

from surveillance import tasks
from surveillance.models import CareTeam, Delivery, Due, Heartbeat
from surveillance.tests.engine.conftest import NOON
from surveillance.tests.engine.sink import Sink

TASK = "surveillance.tasks.sweep_reminders"


@pytest.mark.django_db
def test_the_row_names_the_task_that_sent_it(due: Due, team: CareTeam, sink: Sink) -> None:
    Due.objects.update(due_date=NOON.replace(year=2024).date())
    tasks.sweep_reminders.apply(task_id="5f7a")
    assert Delivery.objects.get().sent_by == "celery:5f7a"
    assert Heartbeat.objects.get(by="celery:5f7a").part == "celery"


def test_beat_rings_every_minute() -> None:
    entries = [
        row["schedule"] for row in settings.CELERY_BEAT_SCHEDULE.values() if row["task"] == TASK
    ]
    assert entries == [60.0]


@pytest.mark.parametrize("rings", [tasks.ring_once, tasks.sweep_reminders.delay])
def test_a_ring_expires_after_a_minute(rings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a worker that was dead for a day is not busy with 1,440 rings."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(
        current_app.amqp,
        "send_task_message",
        lambda _, name, message, **__: sent.append((name, message.headers["expires"])),
    )
    rings()
    ((name, expires),) = sent
    left = datetime.datetime.fromisoformat(expires) - datetime.datetime.now(datetime.UTC)
    assert (name, round(left.total_seconds(), -1)) == (TASK, 60)
