"""The mail, and the mail server: what is said, and what a refusal means."""

import contextlib
import datetime
import re
import smtplib
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import sanitize_address
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from surveillance.engine.claiming import Claimed

NO_SUCH_MAILBOX = {550, 551, 553}  # reply codes, RFC 5321
BY_POLICY = re.compile(r"5\.7\.")  # enhanced status codes, RFC 3463
ERROR_LENGTH = 300  # characters of a refusal that are kept


class Refused(Exception):
    """The mail server will never take this mail for this person. Its text names no address."""


class Failed(Exception):
    """Not now; nobody knows whether it was taken. Its text names no address."""


def message_id(claimed: Claimed) -> str:
    """The same for every attempt, so that a repeat after a crash can be told from a new mail."""
    return f"<{claimed.uid}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def compose(claimed: Claimed, now: datetime.datetime) -> EmailMessage:
    """Says that something is due and where to sign in, and nothing else: no patient, no centre."""
    link = f"{settings.PUBLIC_URL}{reverse('open_from_mail', args=[claimed.uid])}"
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A follow-up item is due")
        text = _("A follow-up item is due. Sign in to see it:")
    headers = {
        "Message-ID": message_id(claimed),
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, f"{text}\n{link}\n", to=[claimed.address], headers=headers)


class Mailer:
    """One connection to the mail server: opened when first needed, and again after a failure."""

    def __init__(self) -> None:
        self._link = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, claimed: Claimed, now: datetime.datetime) -> None:
        """Returns once the server has taken the mail; else raises Refused or Failed."""
        try:
            sanitize_address(claimed.address, "utf-8")
        except ValueError as error:
            raise Refused(_without_address(error, claimed.address)) from error
        try:
            self._link.open()
            self._link.send_messages([compose(claimed, now)])
        except (OSError, ValueError) as error:
            text = _without_address(error, claimed.address)
            if _is_permanent(error):
                raise Refused(text) from error
            self._close()
            raise Failed(text) from error

    def _close(self) -> None:
        # A server that has gone is not asked whether it wants to say goodbye.
        with contextlib.suppress(OSError):
            self._link.close()


def _is_permanent(error: Exception) -> bool:
    """Only what is said about this mailbox; anything else may be a setting, and is tried again.

    A refusal by policy (5.7.x: relaying, content, reputation) would be the same for everybody.
    """
    if not isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return False
    code, _space, text = _reply(error).partition(" ")
    return int(code) in NO_SUCH_MAILBOX and not BY_POLICY.match(text)


def _without_address(error: Exception, address: str) -> str:
    """What went wrong, for people to read: no address, nothing that cannot be stored."""
    said = str(_reply(error) or error)
    said = re.sub(re.escape(address), "…", said, flags=re.IGNORECASE)
    printable = "".join(sign if sign.isprintable() else " " for sign in said)
    return f"{type(error).__name__}: {printable}"[:ERROR_LENGTH]


def _reply(error: Exception) -> str:
    """Code and text of the server's answer; empty if it gave none."""
    code: int
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return ""
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
