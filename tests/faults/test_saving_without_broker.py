"""Saving does not need the broker, and does not wait for it."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

import pytest
import redis

from tests.faults.report import Tell
from tests.faults.saving import Load, Web
from tests.faults.world import World
from tests.faults.writer import SAVED, Writer

# A save that waited for the broker would take its time-out; a busy machine is allowed for.
SLOWEST_S, COARSE = 2.0, 10  # seconds, and times the median beside a broker that runs


@dataclass
class Saver:
    """Saves one field again and again; seconds and statuses by what the broker was like."""

    load: Load
    person: Writer
    seconds: dict[str, list[float]] = field(default_factory=dict)
    statuses: dict[str, set[int]] = field(default_factory=dict)
    count: int = 0

    def save(self, times: int, while_it: str) -> None:
        for _ in range(times):
            self.count += 1
            typed = {"question": f"{self.load.mark} {self.count}"}
            press = self.person.open(self.load.cases[0], "question", typed)
            begun = time.monotonic()
            status = self.person.ask(press.address, press.fields).status
            self.seconds.setdefault(while_it, []).append(time.monotonic() - begun)
            self.statuses.setdefault(while_it, set()).add(status)

    def warm_up(self, web: Web) -> Writer:
        """Somebody signed in at a web whose processes have read their templates."""
        person = web.writers(1)[0]
        for _ in range(8):
            person.open(self.load.cases[0], "question", {})
        return person

    def lines(self) -> list[str]:
        """The median with the broker first; the others as multiples of it."""
        usual = median(self.seconds["runs"])
        return [
            f"broker {name}: {len(took)} saves, median {1000 * median(took):.0f} ms"
            f" ({median(took) / usual:.2f} x), slowest {1000 * max(took):.0f} ms"
            f" ({max(took) / usual:.2f} x)"
            for name, took in self.seconds.items()
        ]


@contextmanager
def hung(port: int) -> Iterator[None]:
    """Takes every connection and says nothing."""
    held = []
    with socket.create_server(("127.0.0.1", port)) as server:

        def accept() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        yield
        server.shutdown(socket.SHUT_RDWR)
    for link in held:
        link.close()


def go_without_the_broker(world: World, times: int, tell: Tell) -> None:
    web, absent = Web.start(world), Web.start(world, REDIS_URL="redis://127.0.0.1:1/0")
    saver = Saver(Load(web), web.writers(1)[0])
    saver.warm_up(web)
    saver.save(times, "runs")
    redis.Redis.from_url(world.env["REDIS_URL"]).flushall()
    saver.save(times, "flushed")
    world.valkey.process.stop()
    saver.save(times, "killed")
    with hung(world.valkey.port):
        saver.save(times, "hung")
    world.valkey.start()
    saver.person = saver.warm_up(absent)
    saver.save(times, "absent from the start")
    tell("saving-without-broker", saver.lines())
    assert set(saver.seconds) == {"runs", "flushed", "killed", "hung", "absent from the start"}
    assert saver.statuses == {name: {SAVED} for name in saver.seconds}
    usual = median(saver.seconds["runs"])
    assert all(max(took) < max(COARSE * usual, SLOWEST_S) for took in saver.seconds.values())
    assert saver.load.tally().versions == saver.count


@pytest.mark.worker
def test_the_broker_is_not_asked(world: World, tell: Tell) -> None:
    go_without_the_broker(world, 8, tell)


@pytest.mark.fault
def test_the_broker_is_not_asked_many_times(world: World, tell: Tell) -> None:
    go_without_the_broker(world, 100, tell)
