#!/usr/bin/env python
"""Django's command line for ivcboard."""

import os
import sys


def main() -> None:
    """Run one management command; settings come from the environment."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ivcboard.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        why = str(error).strip().splitlines()[0]
        sys.exit(f"The database cannot be reached (is `make run` up?): {why}")
    except BrokenPipeError:
        sys.stderr.close()  # what read our output has gone; nothing is left to say
        sys.exit(1)


if __name__ == "__main__":
    main()
