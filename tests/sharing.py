"""How several processes share the tests: in queues, each of which one process runs in its order.

pytest-xdist's own groups go by a mark that pytest 9.2 no longer shows it.
"""

from xdist.scheduler import LoadScopeScheduling

# Tests that start whole installations, or kill parts of one: long queues, of one at a time.
LONG = {"tests/local": "servers", "tests/production": "servers", "tests/faults": "faults"}
BROWSER = "tests/browser"


def queue(nodeid: str) -> str:
    """A long queue, the test's file, or, for a browser test, the test itself."""
    file = nodeid.partition("::")[0]
    folder = file.rpartition("/")[0]
    return nodeid if folder == BROWSER else LONG.get(folder, file)


def turn(nodeid: str) -> int:
    """Long queues first, browser tests next, then all that fill the gaps at the end."""
    folder = nodeid.partition("::")[0].rpartition("/")[0]
    order = [*LONG, BROWSER]
    return order.index(folder) if folder in order else len(order)


class Queues(LoadScopeScheduling):
    """Hands out whole queues."""

    def _split_scope(self, nodeid: str) -> str:
        return queue(nodeid)
