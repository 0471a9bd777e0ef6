"""A production without Docker: compose's commands and environments on servers made as it says.

Only addresses differ: host names of services are 127.0.0.1 with a free port, folders are temporary.
"""

import os
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ivcboard.local import valkey
from ivcboard.local.installation import PROJECT, free_port
from ivcboard.local.postgres import Passwords, Postgres, binary, clean_environment, prefix_for_root
from ivcboard.local.throwaway import FAST
from tests.production.composed import compose, filled_in
from tests.production.image import copy_to

SECONDS = 60
PROGRAMS = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])


@dataclass
class Production:
    """`places` are the texts of compose that cannot hold on the tests' machine, with ours."""

    folder: Path
    places: Mapping[str, str]
    secrets: dict[str, str] = field(default_factory=filled_in)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.parts: dict[str, Any] = compose(self.secrets)["services"]

    def here(self, text: str) -> str:
        for place, ours in self.places.items():
            text = text.replace(place, ours)
        return text

    def env(self, part: str) -> dict[str, str]:
        given = self.parts[part].get("environment", {})
        image = {"PATH": PROGRAMS, "PYTHONUNBUFFERED": "1", "VAR_DIR": str(self.folder / "var")}
        # Docker names the container so.
        names = {"HOSTNAME": socket.gethostname()}
        return image | names | {name: self.here(value) for name, value in given.items()}

    def run(self, part: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """A command in the part's container, as `docker compose exec` would run it."""
        return subprocess.run(
            [self.here(word) for word in words],
            cwd=self.folder / "app",
            env=self.env(part) | more,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )

    def start(self, part: str, **more: str) -> subprocess.Popen[bytes]:
        """The part by its own command; what it says goes to PART.log."""
        with (self.folder / f"{part}.log").open("wb") as log:
            process = subprocess.Popen(
                [self.here(word) for word in self.parts[part]["command"]],
                cwd=self.folder / "app",
                env=self.env(part) | more,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.started.append(process)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> int:
        process.terminate()
        return process.wait(SECONDS)

    def said(self, part: str) -> str:
        return (self.folder / f"{part}.log").read_text()

    def is_healthy(self, part: str, **more: str) -> bool:
        """By the part's own health check."""
        kind, *words = self.parts[part]["healthcheck"]["test"]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        return self.run(part, *command, **more).returncode == 0


@pytest.fixture(scope="session")
def production() -> Iterator[Production]:
    """The app's folder as in its image, static files collected; nothing is started yet."""
    with tempfile.TemporaryDirectory(prefix="ivcboard-production-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL may be another user, who has to reach its own folder
        ports = {part: str(free_port()) for part in ("postgres", "redis", "web")}
        made = Production(
            folder,
            {
                "@postgres:5432": f"@127.0.0.1:{ports['postgres']}",
                "@redis:6379": f"@127.0.0.1:{ports['redis']}",
                "redis-cli": f"redis-cli -p {ports['redis']}",
                "dir /data": f"dir {folder / 'redis'}\nbind 127.0.0.1\nport {ports['redis']}",
                "0.0.0.0:8000": f"127.0.0.1:{ports['web']}",
                "8000": ports["web"],
                "/srv/beat": str(folder / "beat"),
            },
        )
        for part in ("beat", "redis", "bin"):
            (folder / part).mkdir()
        copy_to(folder / "app")
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--no-input"],
            cwd=folder / "app",
            env={"PATH": PROGRAMS, "VAR_DIR": str(folder / "var")},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        yield made
        for process in made.started:
            made.stop(process)


@pytest.fixture(scope="session")
def cluster(production: Production) -> Iterator[Postgres]:
    """PostgreSQL prepared as its image does: compose's initdb arguments, then our script."""
    given = production.env("postgres")
    server = Postgres(
        folder=production.folder / "postgres",
        log=production.folder / "postgres.log",
        port=int(production.here("@postgres:5432").rpartition(":")[2]),
        passwords=Passwords(given["OWNER_PASSWORD"], given["APPLICATION_PASSWORD"]),
        prefix=prefix_for_root(PROJECT),
        settings=FAST,
    )
    make_cluster(server, given)
    server.start()
    subprocess.run(
        [
            *(binary("psql"), "-v", "ON_ERROR_STOP=1", "--no-psqlrc", "--quiet"),
            *("-h", "127.0.0.1", "-p", str(server.port), "-U", "postgres", "-d", "postgres"),
            *("-f", str(PROJECT / "deploy" / "postgres" / "roles.sql")),
        ],
        env=given | {"PGPASSWORD": given["POSTGRES_PASSWORD"]},
        check=True,
    )
    yield server
    server.process.stop()


def make_cluster(server: Postgres, given: Mapping[str, str]) -> None:
    """`initdb`, in a locale other than the one that shall come out, as in the image."""
    server.folder.mkdir()
    password = server.folder / "password"
    password.write_text(given["POSTGRES_PASSWORD"])
    server._hand_over()
    subprocess.run(
        [
            *(*server.prefix, binary("initdb"), "-D", str(server.data), "-U", "postgres"),
            *(f"--pwfile={password}", "--no-sync", *shlex.split(given["POSTGRES_INITDB_ARGS"])),
        ],
        env=clean_environment(LC_ALL="C.UTF-8"),
        cwd=server.folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )


@pytest.fixture(scope="session")
def migrated(production: Production, cluster: Postgres) -> Production:
    """The database after `migrate`."""
    done = production.run("migrate", *production.parts["migrate"]["command"])
    assert (done.returncode, done.stderr) == (0, "")
    return production


@pytest.fixture(scope="session")
def bell(production: Production) -> subprocess.Popen[bytes]:
    """Redis by compose's command; Valkey under its name where there is no Redis."""
    programs = production.folder / "bin"
    (programs / "redis-server").symlink_to(shutil.which("redis-server") or valkey.binary())
    return production.start("redis", PATH=f"{programs}{os.pathsep}{PROGRAMS}")
