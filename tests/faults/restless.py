"""As quick, and the safety net never trusts Celery: all who can send do so at the same time."""

from tests.faults.quick import *  # noqa: F403
from tests.faults.quick import CELERY_BEAT_SCHEDULE as EVERY_SECOND
from tests.faults.quick import REMINDER_INTERVALS as QUICK

REMINDER_INTERVALS = QUICK | {"silence": 0.1, "look": 1, "answer": 0.2}
# More often than the sweepers look, so that the worker gets its share.
CELERY_BEAT_SCHEDULE = {"sweep-reminders": {**EVERY_SECOND["sweep-reminders"], "schedule": 0.3}}
