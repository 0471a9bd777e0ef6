"""A real SMTP server of the tests' own, which fails in the ways that mail servers do."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"
MODES = ("down", "451", "550", "slow", "cut", "greeting")


@dataclass(frozen=True)
class Taken:
    """A mail that was answered with 250, or whose content had come when the line was cut."""

    raw: bytes
    to: str
    at: float = field(default_factory=time.monotonic)

    @property
    def message(self) -> Message:
        return message_from_bytes(self.raw)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


class _Server(SMTP):
    """Hangs up instead of greeting while the sink is told to."""

    def connection_made(self, transport: Any) -> None:
        sink: Sink = self.event_handler.sink
        sink.connections += 1
        if sink.mode == "greeting":
            transport.abort()
        else:
            super().connection_made(transport)


class _Handler:
    def __init__(self, sink: "Sink") -> None:
        self.sink = sink

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sink.mode == "550" or address in self.sink.gone:
            return f"550 5.1.1 {address}: no such mailbox"
        if self.sink.mode == "451":
            return f"451 4.3.0 {address}: come again"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.sink.thinking)
        if self.sink.mode == "slow":
            await asyncio.sleep(self.sink.patience)
            return "451 too late"
        if self.sink.mode == "554":
            return "554 5.7.1 not this mail"
        taken = Taken(bytes(envelope.content or b""), envelope.rcpt_tos[0])
        self.sink.taken.append(taken)
        if self.sink.mode == "cut":
            self.sink.cut.append(taken.message_id)
            assert server.transport
            server.transport.abort()
        return "250 OK"


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Server(self.handler, hostname="localhost")


class Sink:
    """mode: "" while it takes mails, else one of MODES or 554. gone: mailboxes it never knows.

    thinking, patience: seconds before its answer to DATA, always and in mode slow.
    cut: Message-IDs it took and never answered.
    """

    def __init__(self, port: int) -> None:
        self.port, self.mode = port, ""
        self.gone: set[str] = set()
        self.thinking, self.patience = 0.0, 3.0
        self.taken: list[Taken] = []
        self.cut: list[str] = []
        self.connections = 0
        self._controller: _Controller | None = None

    def start(self) -> None:
        self._controller = _Controller(_Handler(self), hostname=HOST, port=self.port)
        self._controller.start()
        self.connections = 0  # starting tries it once

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
        self._controller = None

    @contextmanager
    def failing(self, mode: str) -> Iterator[None]:
        """Fails in one way for the length of a block."""
        if mode == "down":
            self.stop()
        self.mode = mode
        try:
            yield
        finally:
            self.mode = ""
            if mode == "down":
                self.start()

    @property
    def addresses(self) -> list[str]:
        """Who got a mail, in the order of arrival."""
        return [taken.to for taken in self.taken]
