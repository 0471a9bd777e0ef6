"""What the sink shows: the list of mails, and one mail. Every word of a mail is escaped."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from html import escape
from string import Template

from ivcboard.local.sink.mailbox import KEPT, Received

LINK = re.compile(r"""(https?://[^\s<>"']+)""")
SHOWN_AS = "%-d %b %Y %H:%M:%S"

FRAME = Template("""\
<!DOCTYPE html>
<html lang="en-GB">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>$title · mail sink</title>
    <link rel="icon" href="/mark.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/tokens.css">
    <link rel="stylesheet" href="/sink.css">
  </head>
  <body>
    <header><a href="/"><img src="/mark.svg" alt="" width="20" height="20">Mail sink</a></header>
    <main>
      <h1>$title</h1>
$content
    </main>
  </body>
</html>
""")
ROW = Template("""\
        <li>
          <a href="/mail/$name">
            <time datetime="$iso">$at</time>
            <span class="subject">$subject</span>
            <span class="to">$to</span>
          </a>
        </li>""")
MAIL = Template("""\
      <dl>
        <dt>From</dt><dd>$sender</dd>
        <dt>To</dt><dd>$to</dd>
        <dt>Received</dt><dd><time datetime="$iso">$at</time></dd>
        <dt>Message-ID</dt><dd>$message_id</dd>
      </dl>
      <pre>$text</pre>
      <p><a href="/mail/$name/source">As it came</a> · <a href="/">All mails</a></p>""")


@dataclass(frozen=True)
class Mail:
    """A mail as read by a person; an absent header is an empty text."""

    received: Received
    subject: str
    sender: str
    to: str
    message_id: str
    text: str

    @classmethod
    def read(cls, received: Received, content: bytes) -> "Mail":
        """Of a mail that cannot be understood, the text is its source."""
        try:
            message = message_from_bytes(content, policy=default)
            return cls(
                received,
                subject=str(message["Subject"] or ""),
                sender=str(message["From"] or ""),
                to=str(message["To"] or ""),
                message_id=str(message["Message-ID"] or ""),
                text=_text(message),
            )
        # The standard library's parser fails in many ways on headers that no mailer would write.
        except (MessageError, LookupError, ValueError, AttributeError, TypeError):
            source = content.decode("utf-8", errors="replace")
            return cls(received, "", "", "", "", source)

    def words(self) -> dict[str, str]:
        """Escaped, for the templates above."""
        local = self.received.at.astimezone()
        return {
            "name": escape(self.received.name),
            "iso": escape(self.received.at.isoformat()),
            "at": escape(local.strftime(SHOWN_AS)),
            "subject": escape(self.subject or "(no subject)"),
            "sender": escape(self.sender),
            "to": escape(self.to),
            "message_id": escape(self.message_id),
            "text": _with_links(self.text),
        }


def _text(message: EmailMessage) -> str:
    """The plain part; HTML is shown as its source, never rendered."""
    body = message.get_body(("plain", "html"))
    return str(body.get_content()) if body else ""


def _with_links(text: str) -> str:
    parts = LINK.split(text)  # every second one is an address
    parts[::2] = map(escape, parts[::2])
    parts[1::2] = (
        f'<a href="{escape(link)}" rel="noreferrer">{escape(link)}</a>' for link in parts[1::2]
    )
    return "".join(parts)


def list_page(mails: list[Mail]) -> str:
    hint = f"What ivcboard sent; no mail leaves this machine. The newest {KEPT} are kept."
    content = f'      <p class="hint">{hint}</p>\n'
    if mails:
        rows = "\n".join(ROW.substitute(mail.words()) for mail in mails)
        content += f"      <ol>\n{rows}\n      </ol>"
    else:
        content += (
            '      <p class="empty">No mail yet. When a follow-up item falls due, its mail is here '
            "within two minutes: load the page again.</p>"
        )
    return FRAME.substitute(title="Mails", content=content)


def mail_page(mail: Mail) -> str:
    words = mail.words()
    return FRAME.substitute(title=words["subject"], content=MAIL.substitute(words))


def gone_page() -> str:
    content = '      <p>It may have made room for newer ones. <a href="/">All mails</a></p>'
    return FRAME.substitute(title="There is no such mail", content=content)
