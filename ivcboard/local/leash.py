"""Runs a command that ends when its parent does, kill -9 included.

`python leash.py SIGNAL PARENT COMMAND...`: COMMAND takes this process's place and gets SIGNAL once
the process PARENT (our parent's number) is gone. Linux only; elsewhere COMMAND just runs.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # from <sys/prctl.h>


def main(name: str, parent: str, *command: str) -> None:
    # A shell starts its background jobs with these two ignored, and that would be inherited.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.Signals[f"SIG{name}"])
    # The parent may have died before the line above took effect.
    if os.getppid() != int(parent):
        sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main(*sys.argv[1:])
