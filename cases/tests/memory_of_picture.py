"""Reads the picture on standard input; writes the MB that it took at most."""

import contextlib
import io
import re
import sys
from pathlib import Path

from django.conf import settings

from cases.images.picture import RefusedPictureError, read_picture


def most_taken() -> int:
    """MB. Not `ru_maxrss`: that one begins with what the starting process had."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) // 1024


if __name__ == "__main__":
    settings.configure(USE_I18N=False)  # a refusal is a sentence; nothing else is read
    data = sys.stdin.buffer.read()
    before = most_taken()
    with contextlib.suppress(RefusedPictureError):
        read_picture(io.BytesIO(data), len(data))
    sys.stdout.write(str(most_taken() - before))
