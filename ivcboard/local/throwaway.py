"""`python -m ivcboard.local.throwaway -- COMMAND...`: servers that last as long as one command.

PostgreSQL and Valkey in a temporary folder, whatever DATABASE_URL and REDIS_URL the caller has;
the exit status is the command's.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from ivcboard.local.installation import Installation
from ivcboard.local.processes import leashed
from ivcboard.local.report import CannotGoOn, exit_status
from ivcboard.local.signals import Stopped, stop_on_signals

# Nothing here has to survive a power cut.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def run(command: Sequence[str], stack: ExitStack) -> int:
    if not command or shutil.which(command[0]) is None:
        raise CannotGoOn(f"There is no such command to run: {' '.join(command) or '(none)'}.")
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ivcboard-")))
    folder.chmod(0o711)  # PostgreSQL may be another user, who has to reach its own folder inside
    installation = Installation.open(folder)
    postgres, valkey = installation.postgres(FAST), installation.valkey()
    stack.callback(postgres.process.stop)
    postgres.start()
    stack.callback(valkey.process.stop)
    valkey.start()
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return wait_for(
        command,
        {
            **inherited,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            **postgres.environment(),
            **valkey.environment(),
        },
    )


def wait_for(command: Sequence[str], env: dict[str, str]) -> int:
    """Passes stop signals on to the command, but for a Ctrl-C, which a terminal sends to both."""
    child = subprocess.Popen(leashed(command, signal.SIGINT), env=env)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: child.terminate())
    if os.isatty(0):
        signal.signal(signal.SIGINT, lambda *_: None)
    else:
        signal.signal(signal.SIGINT, lambda *_: child.send_signal(signal.SIGINT))
    status = child.wait()
    return status if status >= 0 else 128 - status


def main(words: Sequence[str]) -> int:
    stop_on_signals()
    command = words[1:] if words[:1] == ["--"] else words
    with ExitStack() as stack:
        try:
            return exit_status(lambda: run(command, stack))
        except Stopped as stop:
            return 128 + stop.number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
