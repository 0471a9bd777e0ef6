"""The files of the mail sink, and how a mail reads: kept whole, numbered, escaped."""

import os
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivcboard.local.sink import pages
from ivcboard.local.sink.mailbox import KEPT, Mailbox, Received
from ivcboard.local.sink.pages import Mail

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
RECEIVED = Received("20260305T120000Z-000001.eml", NOON, 1)


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    made = Mailbox(tmp_path / "mail", now=lambda: NOON)
    made.open()
    return made


def message(text: str = "Text", **headers: str) -> bytes:
    made = EmailMessage()
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


class TestMailbox:
    def test_a_mail_is_a_file_byte_for_byte(self, mailbox: Mailbox) -> None:
        content = bytes(range(256))
        name = mailbox.add(content)
        assert name == "20260305T120000Z-000001.eml"
        assert (mailbox.folder / name).read_bytes() == content
        assert mailbox.newest_first() == [RECEIVED]
        assert mailbox.read(RECEIVED) == content

    def test_the_number_rises_though_the_clock_goes_back(self, mailbox: Mailbox) -> None:
        mailbox.add(b"first")
        earlier = Mailbox(mailbox.folder, now=lambda: NOON.replace(year=2025))
        second = earlier.add(b"second")
        assert second == "20250305T120000Z-000002.eml"
        assert [mail.number for mail in mailbox.newest_first()] == [2, 1]

    def test_the_oldest_make_room(self, mailbox: Mailbox) -> None:
        for number in range(1, KEPT + 1):
            (mailbox.folder / f"20260101T000000Z-{number:06}.eml").touch()
        mailbox.add(b"newest")
        kept = [mail.number for mail in mailbox.newest_first()]
        assert kept == list(range(KEPT + 1, 1, -1))

    def test_what_was_never_taken_is_cleared_away(self, mailbox: Mailbox) -> None:
        mailbox.add(b"taken")
        (mailbox.folder / "20260305T120000Z-000002.new").write_bytes(b"hal")
        assert [mail.number for mail in mailbox.newest_first()] == [1]
        mailbox.open()
        assert os.listdir(mailbox.folder) == [RECEIVED.name]

    def test_a_mail_that_is_gone_is_none(self, mailbox: Mailbox) -> None:
        assert mailbox.read(RECEIVED) is None

    @pytest.mark.parametrize(
        "name", ["", "../../secrets.json", "20260305T120000Z-000001.eml.new", "x-000001.eml"]
    )
    def test_a_name_that_is_none_of_ours(self, name: str) -> None:
        assert Received.of(name) is None


class TestMail:
    def test_reads_what_a_person_reads(self) -> None:
        content = message(
            "Sign in: Ä", Subject="Überfällig", From="a@test.example", To="Ö <b@test.example>"
        )
        assert Mail.read(RECEIVED, content) == Mail(
            RECEIVED, "Überfällig", "a@test.example", "Ö <b@test.example>", "", "Sign in: Ä\n"
        )

    def test_of_a_broken_mail_the_source_is_the_text(self) -> None:
        content = b"Content-Type: text/plain; charset=no-such\r\n\r\ntext"
        assert Mail.read(RECEIVED, content).text == content.decode()

    @given(st.binary())
    def test_no_mail_is_too_broken_for_a_page(self, content: bytes) -> None:
        mail = Mail.read(RECEIVED, content)
        assert pages.mail_page(mail).count("<main>") == 1
        assert pages.list_page([mail]).count("<li>") == 1

    @given(st.sampled_from(["Subject", "From", "To", "Message-ID"]), st.text())
    def test_no_header_is_too_broken_for_a_page(self, name: str, value: str) -> None:
        content = f"{name}: {value}\r\n\r\n".encode(errors="replace")
        assert pages.mail_page(Mail.read(RECEIVED, content)).count("<main>") == 1


class TestPages:
    def test_nothing_of_a_mail_is_markup(self) -> None:
        evil = '"><script>x</script>&'
        mail = Mail(RECEIVED, evil, evil, evil, evil, f"{evil} http://a/{evil}")
        shown = pages.mail_page(mail) + pages.list_page([mail])
        assert shown.count("<script") == 0
        assert shown.count("&quot;&gt;&lt;script&gt;x&lt;/script&gt;&amp;") == 9

    def test_an_address_in_the_text_can_be_followed(self) -> None:
        mail = Mail(RECEIVED, "", "", "", "", "See http://localhost:8000/r/1/?a=1&b=2 <now>")
        (line,) = [line for line in pages.mail_page(mail).splitlines() if "See " in line]
        assert line.strip() == (
            '<pre>See <a href="http://localhost:8000/r/1/?a=1&amp;b=2" rel="noreferrer">'
            "http://localhost:8000/r/1/?a=1&amp;b=2</a> &lt;now&gt;</pre>"
        )

    def test_an_empty_list_says_what_to_expect(self) -> None:
        assert pages.list_page([]).count("No mail yet.") == 1
