"""The sink's pages over http, for browsers of this machine only."""

import re
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from ivcboard.local.sink import pages
from ivcboard.local.sink.mailbox import Mailbox, Received
from ivcboard.local.sink.pages import Mail

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "static"
FILES = {
    "/tokens.css": (STATIC / "css" / "tokens.css", "text/css; charset=utf-8"),
    "/sink.css": (HERE / "sink.css", "text/css; charset=utf-8"),
    "/mark.svg": (STATIC / "img" / "mark.svg", "image/svg+xml"),
}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
HTML = "text/html; charset=utf-8"
# A page elsewhere could otherwise read the mails through a name that leads to this machine.
OWN_NAMES = ("localhost", "127.0.0.1")
Answer = tuple[HTTPStatus, str, bytes]
MAIL = re.compile(r"/mail/([^/]+)(/source)?")


def _bytes(page: str) -> bytes:
    """What a mail held that is no character at all becomes a question mark."""
    return page.encode(errors="replace")


class Site(BaseHTTPRequestHandler):
    timeout = 10  # seconds for a browser to say what it wants

    def __init__(self, mailbox: Mailbox, *connection: object) -> None:
        self.mailbox = mailbox
        super().__init__(*connection)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").partition(":")[0]
        if host not in OWN_NAMES:
            self._send(HTTPStatus.FORBIDDEN, "text/plain", b"Open it by the name localhost.\n")
            return
        self._send(*self._answer(self.path.partition("?")[0]))

    def _answer(self, path: str) -> Answer:
        if path == "/":
            return HTTPStatus.OK, HTML, _bytes(pages.list_page(self._mails()))
        if path in FILES:
            file, kind = FILES[path]
            return HTTPStatus.OK, kind, file.read_bytes()
        found = MAIL.fullmatch(path)
        received = Received.of(found[1]) if found else None
        content = self.mailbox.read(received) if received else None
        if found is None or received is None or content is None:
            return HTTPStatus.NOT_FOUND, HTML, _bytes(pages.gone_page())
        if found[2]:
            return HTTPStatus.OK, "text/plain; charset=utf-8", content
        return HTTPStatus.OK, HTML, _bytes(pages.mail_page(Mail.read(received, content)))

    def _mails(self) -> list[Mail]:
        kept = ((each, self.mailbox.read(each)) for each in self.mailbox.newest_first())
        return [Mail.read(each, content) for each, content in kept if content is not None]

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
