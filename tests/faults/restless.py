"""As quick, and the safety net never trusts Celery: all who can send do so at the same time."""

from tests.faults.quick import *  # noqa: F403
from tests.faults.quick import REMINDER_INTERVALS as QUICK

REMINDER_INTERVALS = QUICK | {"silence": 0.1, "look": 0.3, "answer": 0.2}
