"""`python3 install.py FILE`: a virtual environment in .venv with the packages FILE pins.

Run by the machine's own Python, so it uses the standard library only. `.venv/installed` names, line
by line, each requirements file that is wholly installed and the digest it had; a .venv without it,
or whose files have changed, is made anew.
"""

# ruff: noqa: T201 - printing is how it speaks to the person at the terminal
import fcntl
import hashlib
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
INSTALLED = VENV / "installed"
LOG = VENV / "install.log"


class CannotInstall(Exception):
    """Its text is the one sentence printed before exit 1."""


def with_included(name: str) -> list[str]:
    """The file and those it includes by `-r`, itself first."""
    lines = (PROJECT / name).read_text().splitlines()
    included = [line.split()[1] for line in lines if line.startswith("-r ")]
    return [name, *(deeper for each in included for deeper in with_included(each))]


def line_for(name: str) -> str:
    """Name and digest; the folder counts, as scripts in a .venv that was moved do not run."""
    texts = [(PROJECT / each).read_bytes() for each in with_included(name)]
    return f"{name} {hashlib.sha256(b''.join([bytes(VENV), *texts])).hexdigest()}"


def installed() -> set[str]:
    """The lines of .venv/installed; empty if .venv is half made or its Python is gone."""
    if not INSTALLED.exists() or not PYTHON.exists():
        return set()
    return set(INSTALLED.read_text().splitlines())


def run(*command: str) -> None:
    """Quiet if all goes well; else the output goes to LOG and its error into the sentence."""
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if result.returncode != 0:
        VENV.mkdir(exist_ok=True)
        LOG.write_bytes(result.stdout)
        lines = result.stdout.decode(errors="replace").strip().splitlines()
        errors = [line for line in lines if line.startswith(("ERROR", "Error"))] or lines or ["?"]
        raise CannotInstall(f"The packages could not be installed: {errors[-1]} (log: {LOG})")


def install(name: str) -> None:
    have = installed()
    if line_for(name) in have:
        return
    if not have or have != {line_for(line.split()[0]) for line in have}:
        make_venv()
    pip = (str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input")
    run(*pip, "--disable-pip-version-check", "-r", str(PROJECT / name))
    INSTALLED.write_text("\n".join(line_for(each) for each in with_included(name)))


def make_venv() -> None:
    """Empties what is there; a link is refused, as what it leads to may be in use elsewhere."""
    if VENV.is_symlink():
        raise CannotInstall(f"{VENV} is a link and would be emptied: remove it and try again.")
    INSTALLED.unlink(missing_ok=True)
    run(sys.executable, "-m", "venv", "--clear", str(VENV))


def main(name: str) -> int:
    print(f"  Python packages {'.' * 17}", end=" ", flush=True)
    began = time.monotonic()
    try:
        # `make run` and `make test` may be typed at the same moment.
        with (PROJECT / name).open() as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            install(name)
    except (CannotInstall, OSError) as problem:
        print("failed", flush=True)
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", flush=True)
        return 1
    print(f"{time.monotonic() - began:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
