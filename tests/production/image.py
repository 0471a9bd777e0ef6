"""What the Dockerfile and .dockerignore put into the image of the app, without Docker."""

import re
import shutil
from pathlib import Path

from ivcboard.local.installation import PROJECT

IGNORED = PROJECT / ".dockerignore"
DOCKERFILE = PROJECT / "Dockerfile"


def patterns() -> list[str]:
    lines = IGNORED.read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def let_in() -> list[str]:
    """Names at the top of the project that go into the image."""
    return [line[1:] for line in patterns() if line.startswith("!")]


def left_out() -> tuple[set[str], set[str]]:
    """Paths, and names in any folder, that stay out of what is let in."""
    lines = [line for line in patterns() if line != "*" and not line.startswith("!")]
    names = {line.removeprefix("**/") for line in lines if line.startswith("**/")}
    return set(lines) - {f"**/{name}" for name in names}, names


def copy_to(folder: Path) -> None:
    """`COPY . .` of the Dockerfile."""
    paths, anywhere = left_out()

    def unwanted(inside: str, names: list[str]) -> set[str]:
        here = Path(inside).relative_to(PROJECT)
        return {name for name in names if name in anywhere or str(here / name) in paths}

    folder.mkdir()
    for name in let_in():
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, folder / name, ignore=unwanted)
        else:
            shutil.copy(PROJECT / name, folder)


def stage(name: str) -> str:
    """The text of one stage, from its FROM to the next."""
    stages = re.split(r"^(?=FROM )", DOCKERFILE.read_text(), flags=re.MULTILINE)
    return next(text for text in stages if re.match(rf"FROM \S+ AS {name}\n", text))
