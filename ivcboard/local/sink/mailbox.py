"""The kept mails: one file each, whole or absent."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

KEPT = 500  # newest mails
NAME = re.compile(r"(\d{8}T\d{6}Z)-(\d{6,})\.eml", re.ASCII)
MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True)
class Received:
    """A file name taken apart; `number` rises by one a mail, whatever the clock does."""

    name: str
    at: datetime
    number: int

    @classmethod
    def of(cls, name: str) -> "Received | None":
        """None for a name that no mail of ours has."""
        found = NAME.fullmatch(name)
        if found is None:
            return None
        at = datetime.strptime(found[1], MOMENT).replace(tzinfo=UTC)
        return cls(name, at, int(found[2]))


@dataclass(frozen=True)
class Mailbox:
    folder: Path
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def open(self) -> None:
        """Makes the folder; removes what a killed sink had begun to write and never took."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for begun in self.folder.glob("*.new"):
            begun.unlink()

    def add(self, content: bytes) -> str:
        """The name under which the mail is kept; on return it would survive a power cut."""
        mails = self.newest_first()
        number = mails[0].number + 1 if mails else 1
        name = f"{self.now():{MOMENT}}-{number:06}.eml"
        self._write(name, content)
        for old in mails[KEPT - 1 :]:
            (self.folder / old.name).unlink(missing_ok=True)
        return name

    def newest_first(self) -> list[Received]:
        found = (Received.of(path.name) for path in self.folder.iterdir())
        return sorted(filter(None, found), key=lambda mail: mail.number, reverse=True)

    def read(self, mail: Received) -> bytes | None:
        """None once the mail has made room for newer ones."""
        try:
            return (self.folder / mail.name).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, name: str, content: bytes) -> None:
        path = self.folder / name
        new = path.with_suffix(".new")
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # the new name, too
        finally:
            os.close(folder)
