"""docker-compose.yml as Docker would read it, with a filled-in .env."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

import yaml

from ivcboard.local.installation import PROJECT

FILE = PROJECT / "docker-compose.yml"
EXAMPLE = PROJECT / ".env.example"
# $$, ${NAME}, ${NAME:?sentence} or ${NAME:-default}
REFERENCE = re.compile(r"\$\$|\$\{(\w+)(?::([?-])([^}]*))?\}")
OURS = ["migrate", "web", "worker", "beat", "sweeper"]
LONG_RUNNING = ["proxy", "web", "worker", "beat", "sweeper", "postgres", "redis"]


class MissingError(Exception):
    """What compose says when a name without a default is absent or empty."""


def example_names() -> list[str]:
    """The names .env.example leaves to be filled in, in its order."""
    return re.findall(r"^(\w+)=$", EXAMPLE.read_text(), re.MULTILINE)


def references() -> list[tuple[str, str, str]]:
    """Name, "?" or "-" or "", and the sentence or default, for each reference of the file."""
    return [found for found in REFERENCE.findall(FILE.read_text()) if found[0]]


def filled_in(**more: str) -> dict[str, str]:
    """An .env with secrets made as .env.example says."""
    made = {name: secrets.token_hex(32) for name in example_names()}
    plain = {
        "SITE_HOST": "board.example.org",
        "CERTIFICATE": "internal",
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "MAIL_FROM": "ivcboard <ivcboard@example.org>",
        "TIME_ZONE": "",
    }
    return made | plain | more


def compose(env: Mapping[str, str]) -> dict[str, Any]:
    """The file with its references replaced; anchors and merges as YAML has them."""

    def replace(found: re.Match[str]) -> str:
        name, kind, text = found.groups()
        if name is None:
            return "$"
        value = env.get(name, "")
        if kind == "?" and not value:
            raise MissingError(f"{name}: {text}")
        return value or (text or "" if kind == "-" else "")

    read: dict[str, Any] = yaml.safe_load(REFERENCE.sub(replace, FILE.read_text()))
    return read


def services(**more: str) -> dict[str, Any]:
    """The services of a filled-in .env."""
    found: dict[str, Any] = compose(filled_in(**more))["services"]
    return found
