"""`make run`: comes up, keeps its data, and leaves no process behind, whoever is killed."""

import os
import signal
import smtplib
import stat
import urllib.request

import psycopg

from tests.local.conftest import Installed, wait_for

# A schedule without dates has one item, which is due at once; beat would ring within a minute.
ACCEPT_AND_RING = """
from cases.models import Case
from surveillance.tasks import sweep_reminders
from surveillance.tests.schedules import undated_schedule
undated_schedule(Case.objects.get(pseudonym="DEMO-0001"))
sweep_reminders.delay()
"""


def marker_rows(installed: Installed) -> int:
    with psycopg.connect(installed.local_env()["DATABASE_OWNER_URL"]) as link:
        return link.execute("SELECT count(*) FROM kept").fetchone()[0]


def send_mail(installed: Installed) -> None:
    """As the application does: to the server that local.env names."""
    port = int(installed.local_env()["EMAIL_URL"].rpartition(":")[2])
    with smtplib.SMTP("127.0.0.1", port, "localhost", timeout=10) as link:
        link.sendmail("a@test.example", ["b@test.example"], b"Subject: Due\r\n\r\nSign in.")


def is_mail_taken(installed: Installed) -> bool:
    try:
        send_mail(installed)
    except OSError:
        return False
    return True


def mails_shown(installed: Installed) -> int:
    (line,) = (line for line in installed.said().splitlines() if line.startswith("Mails"))
    with urllib.request.urlopen(line.split()[-1], timeout=10) as page:
        return page.read().decode().count("<li>")


def senders(installed: Installed) -> list[str]:
    """Which kind of process sent each mail."""
    sent = "SELECT split_part(sent_by, ':', 1) FROM surveillance_delivery WHERE state = 'sent'"
    with psycopg.connect(installed.local_env()["DATABASE_URL"]) as link:
        return [row[0] for row in link.execute(sent)]


def test_comes_up_and_stops_on_interrupt(installed: Installed) -> None:
    installed.start()

    assert installed.health() == 200
    assert f"http://localhost:{installed.port}/" in installed.said()
    assert "clinician" in installed.said()
    assert stat.S_IMODE((installed.folder / "local.env").stat().st_mode) == 0o600
    assert stat.S_IMODE((installed.folder / "secrets.json").stat().st_mode) == 0o600
    assert installed.local_env()["PUBLIC_URL"] == f"http://localhost:{installed.port}"
    assert "already running" in installed.refused()

    assert installed.end(signal.SIGINT) == 0
    installed.assert_gone()
    assert not (installed.folder / "local.env").exists()


def test_killed_database_heals_and_killed_supervisor_takes_all_along(installed: Installed) -> None:
    installed.start()
    with psycopg.connect(installed.local_env()["DATABASE_OWNER_URL"]) as link:
        link.execute("CREATE TABLE kept AS SELECT 1")

    os.kill(installed.process("bin/postgres -D"), signal.SIGKILL)
    wait_for(lambda: "PostgreSQL has died" in installed.said())
    wait_for(lambda: installed.health() == 200)
    assert marker_rows(installed) == 1

    assert installed.end(signal.SIGKILL) == -signal.SIGKILL
    installed.assert_gone()


def test_mails_are_kept_by_a_sink_that_is_started_again(installed: Installed) -> None:
    installed.start()
    send_mail(installed)
    assert mails_shown(installed) == 1

    os.kill(installed.process("ivcboard.local.sink"), signal.SIGKILL)
    wait_for(lambda: "mail sink has died" in installed.said())
    wait_for(lambda: is_mail_taken(installed))
    assert mails_shown(installed) == 2
    assert installed.end(signal.SIGTERM) == 0
    installed.assert_gone()


def test_a_mail_server_of_the_user_s_gets_the_mails(installed: Installed) -> None:
    installed.start(EMAIL_URL="smtp://mail.example:25", PUBLIC_URL="https://board.example")
    assert installed.processes("ivcboard.local.sink") == []
    assert "Mails" not in installed.said()
    assert installed.local_env()["EMAIL_URL"] == "smtp://mail.example:25"
    assert installed.local_env()["PUBLIC_URL"] == "https://board.example"


def test_starts_beside_a_stale_lock_and_ends_with_a_killed_make(installed: Installed) -> None:
    # As after a power cut: the number in the file now belongs to somebody else.
    lock = installed.folder / "postgres" / "data" / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{lock.parent}\n")
    installed.start(["make", "run"])

    assert marker_rows(installed) == 1
    assert installed.end(signal.SIGKILL) == -signal.SIGKILL
    installed.assert_gone()
    assert not (installed.folder / "local.env").exists()


def test_gives_up_on_a_process_that_keeps_dying(installed: Installed) -> None:
    installed.start()
    for number in range(1, 6):
        os.kill(installed.process("celery -A ivcboard beat"), signal.SIGKILL)
        if number < 5:
            wait_for(lambda number=number: installed.said().count("beat has died") == number)

    assert installed.wait() == 1
    assert "beat died 5 times within a minute: read" in installed.said()
    assert installed.said().rstrip().endswith("log/beat.log.")
    installed.assert_gone()


def test_make_told_to_stop_takes_all_along(installed: Installed) -> None:
    installed.start(["make", "run"])

    assert installed.end(signal.SIGHUP) == -signal.SIGHUP
    assert "stopping" in installed.said()
    installed.assert_gone()


def test_a_due_item_is_mailed_by_the_worker_beside_a_sweeper_that_is_started_again(
    installed: Installed,
) -> None:
    installed.start()
    shown = mails_shown(installed)
    installed.manage("shell", "-c", ACCEPT_AND_RING)
    wait_for(lambda: mails_shown(installed) == shown + 1)
    assert senders(installed) == ["celery"]

    os.kill(installed.process("manage.py sweeper"), signal.SIGKILL)
    wait_for(lambda: "sweeper has died" in installed.said())
    assert installed.process("manage.py sweeper")
    assert installed.end(signal.SIGTERM) == 0
    installed.assert_gone()
