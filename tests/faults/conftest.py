"""One installation for all of these tests, which kill its parts and start them again."""

import logging
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.report import Tell, write
from tests.faults.world import World

# The mail server's every word would bury what a failed test has to say.
logging.getLogger("mail.log").setLevel(logging.WARNING)


@pytest.fixture(scope="package")
def _world() -> Iterator[World]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ivcboard-")))
        folder.chmod(0o711)  # PostgreSQL may be another user
        world = World(folder, stack)
        world.start()
        yield world


@pytest.fixture
def world(_world: World) -> Iterator[World]:
    """With its servers up and none of our processes; call `use` first."""
    yield _world
    _world.end_processes()
    if not _world.valkey.process.is_running():
        _world.valkey.start()


@pytest.fixture
def tell(request: pytest.FixtureRequest, say: Callable[[list[str]], None]) -> Tell:
    """Prints figures, and keeps those of a long form."""

    def show(name: str, lines: list[str]) -> None:
        is_long = request.node.get_closest_marker("fault") is not None
        say(write(name, lines) if is_long else lines)

    return show
