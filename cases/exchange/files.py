"""Reading the file that a command was given."""

import sys
from pathlib import Path

from django.core.management.base import CommandError


def read_file(name: str) -> bytes:
    """Bytes of a file, or of standard input for '-'; CommandError with one sentence otherwise."""
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from None
