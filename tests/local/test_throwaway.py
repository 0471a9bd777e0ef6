"""Servers that last as long as one command."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from ivcboard.local.installation import PROJECT
from tests.local.conftest import alive, wait_for

THROWAWAY = (sys.executable, "-m", "ivcboard.local.throwaway", "--")


def start(tmp_path: Path, *command: str) -> subprocess.Popen[str]:
    """With a temporary folder of this test's own, by which its servers are found."""
    env = {**os.environ, "TMPDIR": str(tmp_path), "DATABASE_URL": "not this one"}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [*THROWAWAY, *command], cwd=PROJECT, env=env, text=True, stdout=pipe, stderr=pipe
    )


def wait_until_up(tmp_path: Path) -> None:
    """Until the command itself runs: a signal to the leash before it would end nothing."""
    wait_for(lambda: any(line.split()[1] == "sleep" for line in alive(str(tmp_path))))


def test_gives_the_command_its_own_servers_and_its_status(tmp_path: Path) -> None:
    script = "echo $DATABASE_URL; echo $DATABASE_OWNER_URL; echo $REDIS_URL; exit 7"
    child = start(tmp_path, "sh", "-c", script)
    lines = child.communicate(timeout=60)[0].splitlines()

    assert child.returncode == 7
    assert [line.split("@")[0].rpartition(":")[0] for line in lines] == [
        "postgres://ivcboard_app",
        "postgres://ivcboard_owner",
        "redis://",
    ]
    assert alive(str(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_owner_may_create_and_application_may_not(tmp_path: Path) -> None:
    script = "echo $DATABASE_OWNER_URL; echo $DATABASE_URL; exec sleep 600"
    child = start(tmp_path, "sh", "-c", script)
    owner, application = child.stdout.readline().strip(), child.stdout.readline().strip()

    with psycopg.connect(owner) as link:
        link.execute("CREATE TABLE made (name text)")
    for statement in ("CREATE TABLE mine ()", "CREATE TEMP TABLE mine ()", "SELECT * FROM made"):
        with (
            psycopg.connect(application) as link,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            link.execute(statement)
    child.send_signal(signal.SIGTERM)
    assert child.wait(30) == 128 + signal.SIGTERM


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_passes_a_stop_on_and_cleans_up(tmp_path: Path, number: signal.Signals) -> None:
    child = start(tmp_path, "sleep", "600")
    wait_until_up(tmp_path)
    child.send_signal(number)

    assert child.wait(30) > 128
    assert alive(str(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_killed_takes_all_along(tmp_path: Path) -> None:
    child = start(tmp_path, "sleep", "600")
    wait_until_up(tmp_path)
    began = time.monotonic()
    child.kill()
    child.wait()

    wait_for(lambda: not alive(str(tmp_path)), 10)
    assert time.monotonic() - began < 10


def test_unknown_command_is_one_sentence(tmp_path: Path) -> None:
    child = start(tmp_path, "no-such-command")

    assert child.communicate(timeout=60)[1] == (
        "There is no such command to run: no-such-command.\n"
    )
    assert child.returncode == 1
