"""`make run`: starts everything in order, watches it, stops it in order."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from ivcboard.local.application import (
    Application,
    check_broker,
    port_for_mails,
    port_from,
    wait_for_port,
)
from ivcboard.local.installation import PROJECT, Installation, only_one, write_private
from ivcboard.local.mail import Sink
from ivcboard.local.processes import DEATHS_ALLOWED, Process, stop_all
from ivcboard.local.report import (
    CannotGoOn,
    exit_status,
    relative,
    say,
    step,
)
from ivcboard.local.signals import Stopped, stop_on_signals, stop_with_make

START_SECONDS = 60
WATCH_SECONDS = 0.5
RESTART_SECONDS = 1

Watched = list[tuple[Process, Callable[[], None]]]
"""Each process with what starts it again."""


def run(stack: ExitStack) -> int:
    """Never returns of its own accord: ends by CannotGoOn or Stopped; `stack` then cleans up."""
    folder = Path(os.environ.get("VAR_DIR") or PROJECT / "var").resolve()
    port = port_from(os.environ.get("PORT") or "8000")
    with step("environment"):
        stack.enter_context(only_one(folder))
        wait_for_port(port, after_crash=(folder / "local.env").exists())
        installation = Installation.open(folder)
    watched, servers = start_servers(installation, stack)
    sink = start_sink(installation, stack, port_for_mails(port))
    if sink:
        watched.append((sink.process, sink.start))
        servers |= sink.environment()
    application = Application(installation, environment(installation, servers, port), port)
    keep_environment(application, servers, stack)
    accounts = prepare(application)
    processes = start_processes(application, stack)
    announce(port, accounts, sink.address if sink else "")
    watch([*watched, *((process, process.start) for process in processes)])
    return 1


def start_servers(installation: Installation, stack: ExitStack) -> tuple[Watched, dict[str, str]]:
    """Those the caller has not named by DATABASE_URL or REDIS_URL, and their addresses."""
    watched: Watched = []
    addresses: dict[str, str] = {}
    if "REDIS_URL" in os.environ:
        with step("broker of REDIS_URL"):
            check_broker(os.environ["REDIS_URL"], installation.log("broker"))
    if "DATABASE_URL" not in os.environ:
        with step("PostgreSQL"):
            postgres = installation.postgres({})
            stack.callback(postgres.process.stop, 60)
            postgres.start()
        watched.append((postgres.process, postgres.start))
        addresses |= postgres.environment()
    if "REDIS_URL" not in os.environ:
        with step("Valkey"):
            valkey = installation.valkey()
            stack.callback(valkey.process.stop)
            valkey.start()
        watched.append((valkey.process, valkey.start))
        addresses |= valkey.environment()
    return watched, addresses


def start_sink(installation: Installation, stack: ExitStack, page_port: int) -> Sink | None:
    """None where EMAIL_URL names a mail server, which then gets the mails."""
    if "EMAIL_URL" in os.environ:
        return None
    with step("mail sink"):
        sink = installation.sink(page_port)
        stack.callback(sink.process.stop)
        sink.start()
    return sink


def environment(installation: Installation, servers: dict[str, str], port: int) -> dict[str, str]:
    """What our processes see: our defaults, then what the user has set, then our servers."""
    defaults = {
        "SECRET_KEY": installation.secrets.secret_key,
        "DEBUG": "1",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "PUBLIC_URL": f"http://localhost:{port}",
    }
    # libpq's own variables, meant for another server, would change how ours is reached.
    ours = "DATABASE_URL" in servers
    user = {key: value for key, value in os.environ.items() if not (ours and key.startswith("PG"))}
    fixed = {
        "DJANGO_SETTINGS_MODULE": "ivcboard.settings",
        "VAR_DIR": str(installation.folder),
    }
    return {**defaults, **user, **fixed, **servers}


def keep_environment(application: Application, servers: dict[str, str], stack: ExitStack) -> None:
    """Writes local.env, so that manage.py commands find our servers while they run."""
    path = application.installation.folder / "local.env"
    ours = ["SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "PUBLIC_URL", "EMAIL_URL"]
    names = dict.fromkeys([*ours, *servers])
    write_private(path, "".join(f"{name}={application.env[name]}\n" for name in names))
    stack.callback(path.unlink, missing_ok=True)


def prepare(application: Application) -> list[dict[str, str]]:
    """Schema and demonstration data; a database of the user's is only looked at."""
    is_ours = "DATABASE_URL" not in os.environ
    if is_ours:
        with step("migrate"):
            application.migrate()
    else:
        with step("database of DATABASE_URL"):
            application.refuse_pending_migrations()
    if (os.environ.get("DEMO") or ("1" if is_ours else "0")) != "1":
        return []
    with step("demonstration data"):
        return application.load_demonstration()


def start_processes(application: Application, stack: ExitStack) -> list[Process]:
    processes = application.processes()
    stack.callback(stop_all, processes)
    for process in processes:
        process.start()
    for process in processes:
        with step(process.name):
            process.wait_until(partial(application.answers, process), START_SECONDS)
    return processes


def announce(port: int, accounts: Sequence[dict[str, str]], mails: str) -> None:
    """`mails` is the address of the sink's page, empty without a sink."""
    say(f"\nivcboard is ready: http://localhost:{port}/")
    say(f"Mails it sends are kept at {mails}\n" if mails else "")
    if accounts:
        say("Demonstration accounts:")
        columns = ("role", "email", "password")
        widths = [max(len(row[name]) for row in accounts) for name in columns]
        for row in accounts:
            cells = (row[name].ljust(width) for name, width in zip(columns, widths, strict=True))
            say("  " + "  ".join(cells).rstrip())
        say("")
    say("Ctrl-C stops it; the data stay.")


def watch(watched: Watched) -> None:
    """Starts again what has died; CannotGoOn when that does not help."""
    while True:
        time.sleep(WATCH_SECONDS)
        stop_with_make()
        for process, start in watched:
            if process.is_running():
                continue
            if process.has_died_too_often():
                raise CannotGoOn(
                    f"{process.name} died {DEATHS_ALLOWED} times within a minute: "
                    f"read {relative(process.log)}."
                )
            say(f"{process.name} has died; starting it again (log: {relative(process.log)}).")
            time.sleep(RESTART_SECONDS)
            start()


def main() -> int:
    """0 after a stop that was asked for, 1 after one sentence on standard error."""
    stop_on_signals()
    stack = ExitStack()
    try:
        return exit_status(lambda: run(stack))
    except Stopped:
        say("")
        with step("stopping"):
            stack.close()
        return 0
    finally:
        with contextlib.suppress(Stopped):
            stack.close()


if __name__ == "__main__":
    sys.exit(main())
