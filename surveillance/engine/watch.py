"""The safety net: looks whether Celery sweeps, and sweeps itself while it does not."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from surveillance.engine import heartbeat
from surveillance.engine.clock import database_now
from surveillance.engine.parts import find_dead_part
from surveillance.engine.sweep import sweep

log = logging.getLogger(__name__)


@dataclass
class Watch:
    """by: `sweeper:` and the process number. is_stopping: asked before each mail."""

    by: str
    is_stopping: Callable[[], bool]
    dead_part: str = ""

    def look(self) -> None:
        """One look; afterwards the row of the sweeper says what it found."""
        now = database_now()
        heartbeat.begin_watch(now, self.by)
        is_silent = heartbeat.is_silent(heartbeat.CELERY, now)
        self._note(find_dead_part() if is_silent else "")
        heartbeat.watch(now, self.by, self.dead_part)
        if is_silent:
            sweep(self.by, is_stopping=self.is_stopping)

    def _note(self, dead_part: str) -> None:
        """Logs changes only."""
        if dead_part and dead_part != self.dead_part:
            log.warning("sweeper: %s is dead; sending reminders myself", dead_part)
        if self.dead_part and not dead_part:
            log.info("sweeper: Celery sweeps again; standing by")
        self.dead_part = dead_part
