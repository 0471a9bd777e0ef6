"""Send reminders whenever Celery does not; runs until SIGTERM or SIGINT."""

import logging
import os
import signal
import sys
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils.module_loading import import_string

from surveillance.engine import heartbeat
from surveillance.engine.clock import database_now
from surveillance.engine.intervals import intervals
from surveillance.engine.watch import Watch
from surveillance.models import Heartbeat

log = logging.getLogger(__name__)
AWAY = (OperationalError, InterfaceError)
GRACE_SECONDS = 0.8  # for the mail at hand; what it leaves undone is done after a lease


class Command(BaseCommand):
    """A database that is away is waited for; the broker is not needed at all."""

    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        """--check asks the database whether a sweeper runs, for a container's health check."""
        parser.add_argument(
            "--check", action="store_true", help="exit 0 if a sweeper gave a sign of life, else 1"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Loops by the monotonic clock, which nobody can set back."""
        if options["check"]:
            sys.exit(0 if is_alive() else 1)
        stop = threading.Event()
        end_on_signals(stop)
        wait_for_database(stop)
        if not stop.is_set():
            for name in settings.BEFORE_SERVING:
                import_string(name)()
            run(stop)


def run(stop: threading.Event) -> None:
    """Looks until it is told to stop."""
    watch = Watch(f"sweeper:{os.getpid()}", stop.is_set)
    log.info("sweeper: ready")
    while not stop.is_set():
        look(watch, stop)
        stop.wait(intervals().look)


def look(watch: Watch, stop: threading.Event) -> None:
    """One look, with a connection that is known to work; a lost one ends in waiting."""
    close_old_connections()
    try:
        watch.look()
    except AWAY:
        wait_for_database(stop)


def wait_for_database(stop: threading.Event) -> None:
    """Returns when it answers, or when it is time to stop; says once that it waits."""
    has_said = False
    while not stop.is_set():
        try:
            database_now()
            return
        except AWAY as error:
            connection.close()
            if not has_said:
                log.warning("sweeper: waiting for the database: %s", str(error).splitlines()[0])
            has_said = True
            stop.wait(1)


def end_on_signals(stop: threading.Event) -> None:
    """After the mail at hand; or in the midst of it, where the mail server is slower."""

    def end(*_: object) -> None:
        stop.set()
        last_resort = threading.Timer(GRACE_SECONDS, os._exit, [0])
        last_resort.daemon = True
        last_resort.start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def is_alive() -> bool:
    """Whether a sweeper has looked lately; not while the database is away."""
    try:
        is_known = Heartbeat.objects.filter(part=heartbeat.SWEEPER).exists()
        return is_known and not heartbeat.is_silent(heartbeat.SWEEPER, database_now())
    except AWAY:
        return False
