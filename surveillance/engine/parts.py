"""Asks the parts that ring and work whether they are there."""

from celery import current_app
from celery.exceptions import OperationalError

from surveillance.engine.intervals import intervals


def find_dead_part() -> str:
    """broker, worker or beat: the first of them that explains the silence. Takes some seconds.

    Beat cannot be asked; it is what is left when the broker and a worker answer.
    """
    seconds = intervals().answer
    limits = {"socket_connect_timeout": seconds, "socket_timeout": seconds}
    link = current_app.connection_for_write(transport_options=limits)
    try:
        with link:
            link.ensure_connection(max_retries=1, timeout=seconds)
            answers = current_app.control.ping(timeout=seconds, connection=link)
    except (OSError, OperationalError, *link.connection_errors, *link.channel_errors):
        return "broker"
    return "beat" if answers else "worker"
