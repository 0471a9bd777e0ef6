"""The mail sink as a process: where mails go in `make run`, unless EMAIL_URL names a server."""

import http.client
import os
import smtplib
import sys
from dataclasses import dataclass
from pathlib import Path

from ivcboard.local.processes import Process

START_SECONDS = 30


@dataclass
class Sink:
    folder: Path
    """One .eml file a mail."""
    log: Path
    smtp_port: int
    page_port: int

    def __post_init__(self) -> None:
        ports = [str(self.smtp_port), str(self.page_port)]
        self.process = Process(
            name="mail sink",
            command=[sys.executable, "-m", "ivcboard.local.sink", str(self.folder), *ports],
            env={name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ},
            log=self.log,
            cwd=Path(__file__).resolve().parents[2],
        )

    def start(self) -> None:
        self.process.start()
        self.process.wait_until(self.answers, START_SECONDS)

    def answers(self) -> bool:
        """True once mails are taken and the page is served."""
        try:
            with smtplib.SMTP("127.0.0.1", self.smtp_port, "localhost", timeout=5) as link:
                link.noop()
            page = http.client.HTTPConnection("127.0.0.1", self.page_port, timeout=5)
            page.request("GET", "/mark.svg")
            return page.getresponse().status == http.client.OK
        except (OSError, smtplib.SMTPException, http.client.HTTPException):
            return False

    @property
    def address(self) -> str:
        """Of the page."""
        return f"http://localhost:{self.page_port}/"

    def environment(self) -> dict[str, str]:
        return {"EMAIL_URL": f"smtp://127.0.0.1:{self.smtp_port}"}
