"""Being told to stop: Ctrl-C, SIGTERM, SIGHUP, and a make that waits for us to end by ourselves."""

import contextlib
import os
import signal
from pathlib import Path
from types import FrameType


class Stopped(BaseException):
    """Raised wherever the main thread is when a stop signal arrives; carries the signal."""

    def __init__(self, number: int) -> None:
        self.number = number


def stop_on_signals() -> None:
    """SIGINT, SIGTERM and SIGHUP raise Stopped; a SIGHUP that nohup has switched off stays off."""
    signal.signal(signal.SIGINT, _raise_stopped)
    signal.signal(signal.SIGTERM, _raise_stopped)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _raise_stopped)


def ignore_signals() -> None:
    """For the clean-up: a second Ctrl-C must not cut it short."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # SIG_IGN would make Python complain of a second signal that is already under way.
        signal.signal(number, lambda *_: None)


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    ignore_signals()
    raise Stopped(number)


def stop_with_make() -> None:
    """Raises Stopped if our parent is a make that was itself told to stop.

    GNU make hands on SIGTERM only. After SIGINT or SIGHUP it keeps that signal blocked and waits
    for its children, who were told too if they share its terminal, and were not if they do not.
    """
    parent = Path("/proc") / str(os.getppid())
    with contextlib.suppress(OSError):
        if (parent / "comm").read_text().strip() not in ("make", "gmake"):
            return
        lines = (parent / "status").read_text().splitlines()
        blocked = next(int(line.split()[1], 16) for line in lines if line.startswith("SigBlk"))
        for number in (signal.SIGINT, signal.SIGHUP):
            if blocked >> (number - 1) & 1:
                _raise_stopped(number, None)
