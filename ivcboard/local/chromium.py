"""Prints the path of a Chromium for the browser tests; as root on Debian, installs it if absent."""

# ruff: noqa: T201 - its output is read by make, its progress by a person
import os
import shutil
import subprocess
import sys

from ivcboard.local.report import CannotGoOn, exit_status

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HELP = "install a Chromium (on Debian: apt-get install chromium) or name one by CHROMIUM=/its/path"


def find() -> str | None:
    """CHROMIUM of the environment wins; None if there is none on this machine."""
    named = os.environ.get("CHROMIUM")
    if named and shutil.which(named) is None:
        raise CannotGoOn(f"CHROMIUM is {named}, which is no program: {HELP}.")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


def install() -> None:
    """Debian's package, which only root can add."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotGoOn(f"The browser tests need Chromium: {HELP}.")
    print("Installing Chromium (apt-get install chromium) ...", file=sys.stderr, flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        result = subprocess.run(
            ["apt-get", "-q", *words], env=env, capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            last = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise CannotGoOn(f"apt-get {words[0]} failed ({last}): {HELP}.")


def main() -> int:
    if find() is None:
        install()
    path = find()
    if path is None:
        raise CannotGoOn(f"The package holds no program of a known name: {HELP}.")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(exit_status(main))
