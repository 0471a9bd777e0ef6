"""The folder of one installation: its secrets, its logs, its three servers."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ivcboard.local.mail import Sink
from ivcboard.local.postgres import Passwords, Postgres, prefix_for_root
from ivcboard.local.report import CannotGoOn, relative
from ivcboard.local.valkey import Valkey

MB = 1024 * 1024
ROOM_NEW = 200 * MB  # a new cluster takes 45 MB and its log grows by pieces of 16 MB
ROOM = 50 * MB
PROJECT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Secrets:
    """Random, made once per installation, 64 characters each."""

    owner: str
    application: str
    valkey: str
    secret_key: str

    @classmethod
    def random(cls) -> "Secrets":
        return cls(**{part.name: secrets.token_urlsafe(48) for part in fields(cls)})


@dataclass(frozen=True)
class Installation:
    folder: Path
    secrets: Secrets

    @classmethod
    def open(cls, folder: Path) -> "Installation":
        """Makes the folder, its `log` and its secrets where they are absent."""
        (folder / "log").mkdir(parents=True, exist_ok=True)
        require_room(folder)
        kept = folder / "secrets.json"
        if kept.exists():
            return cls(folder, Secrets(**json.loads(kept.read_text())))
        if (folder / "postgres" / "data").exists():
            raise CannotGoOn(
                f"{relative(kept)} is gone, so its database cannot be opened: put it back, "
                f"or move {relative(folder / 'postgres')} away to begin with an empty one."
            )
        made = Secrets.random()
        write_private(kept, json.dumps(vars(made)))
        return cls(folder, made)

    def log(self, name: str) -> Path:
        """A fresh log; the one of the run before is kept as `NAME.log.1`."""
        log = self.folder / "log" / f"{name}.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        log.touch()
        return log

    def postgres(self, settings: Mapping[str, str]) -> Postgres:
        return Postgres(
            folder=self.folder / "postgres",
            log=self.log("postgres"),
            port=free_port(),
            passwords=Passwords(self.secrets.owner, self.secrets.application),
            prefix=prefix_for_root(PROJECT),
            settings=settings,
        )

    def valkey(self) -> Valkey:
        return Valkey(
            folder=self.folder / "valkey",
            log=self.log("valkey"),
            port=free_port(),
            password=self.secrets.valkey,
        )

    def sink(self, page_port: int) -> Sink:
        return Sink(
            folder=self.folder / "mail",
            log=self.log("mail"),
            smtp_port=free_port(),
            page_port=page_port,
        )


def require_room(folder: Path) -> None:
    """A full disk shows itself in many ways, none of them clear; so it is asked about first."""
    is_new = not (folder / "postgres" / "data").exists()
    needed, free = ROOM_NEW if is_new else ROOM, shutil.disk_usage(folder).free
    if free < needed:
        raise CannotGoOn(
            f"The disk of {relative(folder)} is nearly full: {free // MB} MB are free, "
            f"{needed // MB} MB are needed."
        )


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, readable by this user only."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, which the kernel drops with this process, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotGoOn(
                f"ivcboard is already running from {relative(folder)} (process {lock.read()}): "
                "use that one, or stop it first."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
