"""The mail sink as a process: what SMTP hands over is a file, then a page."""

import email
import http.client
import os
import signal
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from ivcboard.local.installation import free_port
from ivcboard.local.mail import Sink
from tests.local.conftest import alive, wait_for


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[Sink]:
    made = Sink(tmp_path / "mail", tmp_path / "log", free_port(), free_port())
    made.start()
    yield made
    made.process.stop()


def send(sink: Sink, subject: str = "Due") -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "a@test.example", "b@test.example"
    mail.set_content("A follow-up item is due.")
    with smtplib.SMTP("127.0.0.1", sink.smtp_port, "localhost", timeout=10) as link:
        link.send_message(mail)


def get(sink: Sink, path: str, host: str = "localhost") -> http.client.HTTPResponse:
    link = http.client.HTTPConnection("127.0.0.1", sink.page_port, timeout=10)
    link.request("GET", path, headers={"Host": host})
    return link.getresponse()


def text(sink: Sink, path: str) -> str:
    return get(sink, path).read().decode()


def test_a_mail_taken_is_a_file_and_on_the_page(sink: Sink) -> None:
    send(sink)
    (file,) = sink.folder.iterdir()
    kept = email.message_from_bytes(file.read_bytes(), policy=default)
    assert (kept["Subject"], kept.get_content()) == ("Due", "A follow-up item is due.\r\n")

    assert text(sink, "/").count(f'href="/mail/{file.name}"') == 1
    assert text(sink, f"/mail/{file.name}").count("<pre>A follow-up item is due.") == 1
    source = get(sink, f"/mail/{file.name}/source")
    assert source.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert source.read() == file.read_bytes()


def test_the_newest_stands_first(sink: Sink) -> None:
    for subject in ("one", "two", "three"):
        send(sink, subject)
    page = text(sink, "/")
    assert sorted(("one", "two", "three"), key=page.index) == ["three", "two", "one"]


def test_every_answer_forbids_script(sink: Sink) -> None:
    for path, status in (("/", 200), ("/sink.css", 200), ("/mail/none.eml", 404)):
        answer = get(sink, path)
        assert answer.status == status
        assert answer.headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/mail/", "/mail/../log", "/mail/%2e%2e/log", "/mail//source", "/etc/passwd"]
)
def test_only_mails_are_shown(sink: Sink, path: str) -> None:
    assert get(sink, path).status == 404


def test_another_name_of_this_machine_opens_nothing(sink: Sink) -> None:
    assert [get(sink, "/", f"{name}:80").status for name in ("localhost", "evil.example")] == [
        200,
        403,
    ]


def test_a_mail_that_cannot_be_kept_is_not_taken(sink: Sink) -> None:
    sink.folder.rmdir()
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(sink)
    assert (refused.value.smtp_code, refused.value.smtp_error) == (
        451,
        b"not kept: No such file or directory",
    )


def test_mails_outlive_a_killed_sink(sink: Sink) -> None:
    send(sink)
    (line,) = alive(str(sink.folder))
    os.kill(int(line.split()[0]), signal.SIGKILL)
    wait_for(lambda: not sink.process.is_running())
    sink.start()
    send(sink)
    assert [path.stem[-1] for path in sorted(sink.folder.iterdir())] == ["1", "2"]
