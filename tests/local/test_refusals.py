"""What stands in the way of `make run` is said in one sentence, with exit 1."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from ivcboard.local.installation import MB, Installation, free_port, require_room
from ivcboard.local.report import CannotGoOn, reason
from tests.local.conftest import Installed, alive


@pytest.fixture
def fresh(tmp_path: Path) -> Installed:
    return Installed(tmp_path / "var")


def test_port_in_use(fresh: Installed) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", fresh.port))
        other.listen()

        assert f"Port {fresh.port} of 127.0.0.1 is in use" in fresh.refused()


@pytest.mark.parametrize("port", ["web", "0", "65536", "-1", "８０００"])
def test_port_that_is_none(fresh: Installed, port: str) -> None:
    assert fresh.refused(PORT=port).startswith("PORT is")


def test_unreachable_database(fresh: Installed) -> None:
    url = f"postgres://someone:secret@127.0.0.1:{free_port()}/ivcboard"

    sentence = fresh.refused(DATABASE_URL=url, REDIS_URL=os.environ["REDIS_URL"])

    assert "DATABASE_URL" in sentence
    assert "connection failed" in sentence
    assert "secret" not in sentence
    assert alive(str(fresh.folder)) == []


def test_unreachable_broker(fresh: Installed) -> None:
    sentence = fresh.refused(REDIS_URL=f"redis://:secret@127.0.0.1:{free_port()}/0")

    assert sentence.startswith("The broker of REDIS_URL does not answer")
    assert "secret" not in sentence
    assert not (fresh.folder / "postgres").exists()


def test_database_of_the_user_is_not_migrated(fresh: Installed, empty_database: str) -> None:
    sentence = fresh.refused(DATABASE_URL=empty_database, REDIS_URL=os.environ["REDIS_URL"])

    assert "lacks" in sentence
    assert "accounts.0001_initial" in sentence


def test_folder_that_cannot_be_made(fresh: Installed) -> None:
    fresh.folder.write_text("a file where a folder is wanted")

    assert str(fresh.folder) in fresh.refused()


def test_disk_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=60 * MB)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    with pytest.raises(CannotGoOn, match="60 MB are free, 200 MB are needed"):
        Installation.open(tmp_path)

    (tmp_path / "postgres" / "data").mkdir(parents=True)
    require_room(tmp_path)


@pytest.mark.parametrize(
    ("log", "reason_told"),
    [
        ("", ""),
        ("one\n\ntwo.\n", "two"),
        ("x\ninitdb: error: no room\ninitdb: removing contents\n", "no room"),
        ("2026-11-23 UTC [7] FATAL:  no such user\n", "no such user"),
        ("Traceback\ndjango.db.utils.OperationalError: refused\nIs it running?\n", "refused"),
        ("CommandError: This database holds real cases.\n", "This database holds real cases"),
    ],
)
def test_reason_is_the_last_error_or_line(tmp_path: Path, log: str, reason_told: str) -> None:
    (tmp_path / "log").write_text(log)

    assert reason(tmp_path / "log") == reason_told


def test_lost_secrets_of_a_kept_database(fresh: Installed) -> None:
    (fresh.folder / "postgres" / "data").mkdir(parents=True)

    assert "secrets.json is gone" in fresh.refused()


def test_root_without_a_way_to_lay_its_rights_down(fresh: Installed) -> None:
    if os.geteuid() != 0:
        pytest.skip("an ordinary user needs no such way")

    assert "does not run as root" in fresh.refused(PATH="/nonexistent")
