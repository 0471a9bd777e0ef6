"""The settings of an installation whose reminders run 40 times as fast; nothing else differs."""

from ivcboard.settings import *  # noqa: F403
from ivcboard.settings import CELERY_BEAT_SCHEDULE as MINUTELY

EMAIL_TIMEOUT = 2
REMINDER_INTERVALS = {
    "sweep": 3,
    "look": 0.5,
    "silence": 3,
    "answer": 0.5,
    "claim": 2,
    "attempt": 6,
    "back_off": (0.5, 1, 2),
}
CELERY_BEAT_SCHEDULE = {"sweep-reminders": {**MINUTELY["sweep-reminders"], "schedule": 1.0}}
