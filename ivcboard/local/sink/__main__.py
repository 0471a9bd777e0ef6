"""`python -m ivcboard.local.sink FOLDER SMTP_PORT PAGE_PORT`: runs until SIGTERM or SIGINT."""

import signal
import sys
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from ivcboard.local.sink.mailbox import Mailbox
from ivcboard.local.sink.site import Site

HOST = "127.0.0.1"
START_SECONDS = 30


class Keeper:
    """Answers 250 once the mail is on the disk, and 451 (come again) if it cannot get there."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        try:
            content = envelope.original_content or b""
            return f"250 kept as {self.mailbox.add(content)}"
        except OSError as problem:
            return f"451 not kept: {problem.strerror}"


def main(folder: str, smtp_port: str, page_port: str) -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    mailbox = Mailbox(Path(folder))
    mailbox.open()
    smtp = Controller(
        Keeper(mailbox),
        hostname=HOST,
        port=int(smtp_port),
        ready_timeout=START_SECONDS,
        server_hostname="localhost",  # looking the machine's own name up may take seconds
    )
    smtp.start()
    with ThreadingHTTPServer((HOST, int(page_port)), partial(Site, mailbox)) as site:
        site.daemon_threads = True
        site.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
