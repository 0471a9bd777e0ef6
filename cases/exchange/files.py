"""Reading the file that a command was given."""

import sys
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def read_file(name: str) -> bytes:
    """Bytes of a file, or of standard input for '-'; CommandError with one sentence otherwise."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(
            _("%(file)s cannot be read: %(why)s.") % {"file": name, "why": error.strerror}
        ) from None
