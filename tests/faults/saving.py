"""A web of real processes under people who save without a pause, and the count of it all after."""

import os
import random
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ivcboard.local.application import Application
from ivcboard.local.installation import free_port
from tests.faults.world import REAL, Victim, World, wait_for
from tests.faults.writer import AWAY, BROKEN, PATIENCE, SAVED, Writer

WRITERS = 8
# Two writers at each case: their saves meet in the case's lock and version, not in a field.
PLACES = [("presentation", "comorbidities"), ("question", "question")]


@dataclass
class Web:
    """The web as `make run` starts it, behind a proxy that has ended TLS."""

    world: World
    port: int
    process: Victim

    @classmethod
    def start(cls, world: World, **more: str) -> "Web":
        world.use(REAL)
        port = free_port()
        command = Application(world.installation, world.env, port).processes()[0].command
        web = cls(world, port, world.process("web", command[1:], DEBUG="0", **more))
        wait_for(lambda: web.process.says("Booting worker"), 30, "the web")
        return web

    def workers(self) -> list[int]:
        """The processes that answer; their parent only starts them."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in path.read_text().split()]

    def kill_a_worker(self, dice: random.Random) -> bool:
        """kill -9 for one of them; False in the moment between two."""
        numbers = self.workers()
        if not numbers:
            return False
        with suppress(ProcessLookupError):
            os.kill(dice.choice(numbers), signal.SIGKILL)
        return True

    def writers(self, number: int = WRITERS) -> list[Writer]:
        """So many people, signed in."""
        people = [Writer(self.port, f"clinician{each}@fault.example") for each in range(number)]
        for person in people:
            person.sign_in()
        return people

    def cases(self) -> list[str]:
        rows = self.world.rows("SELECT uid::text FROM cases_case ORDER BY id")
        return [row[0] for row in rows]


@dataclass(frozen=True)
class Acknowledged:
    """A save to which the web said yes: seconds from the press to the answer, tries included."""

    text: str
    key: str
    seconds: float
    at: float


@dataclass
class Load:
    """WRITERS people who save without a pause until told to stop, each what nobody else writes.

    A save that was begun is brought to its end, so that each is either never sent or acknowledged.
    """

    web: Web
    acknowledged: list[Acknowledged] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.mark = uuid.uuid4().hex
        self.cases = self.web.cases()[: WRITERS // len(PLACES)]
        self.versions = self._versions()
        self.people: list[Writer] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Whatever a writer stumbles over is raised at the end."""
        self.people = self.web.writers()
        with ThreadPoolExecutor(WRITERS) as pool:
            futures = [pool.submit(self._write, *each) for each in enumerate(self.people)]
            try:
                yield
            finally:
                self._stop.set()
            for future in futures:
                future.result()

    def wait_for_another(self) -> None:
        """Until one more save has been acknowledged: kills shall hit work, and not only starts."""
        before = len(self.acknowledged)
        wait_for(lambda: len(self.acknowledged) > before, PATIENCE, "a save")

    def _write(self, number: int, person: Writer) -> None:
        case, place = self.cases[number // len(PLACES)], PLACES[number % len(PLACES)]
        for count in range(1_000_000):
            if self._stop.is_set():
                return
            text = f"{self.mark} {number} {count}"
            press = person.open(case, place[0], {place[1]: text})
            begun = time.monotonic()
            status = person.save(press).status
            now = time.monotonic()
            if status == SAVED:
                self.acknowledged.append(Acknowledged(text, press.key, now - begun, now))
            else:
                self.refused[status] += 1

    def statuses(self) -> Counter[int]:
        return sum((person.statuses for person in self.people), Counter())

    def _versions(self) -> int:
        rows = self.web.world.rows(
            "SELECT sum(version) FROM cases_case WHERE uid = ANY(%s::uuid[])", self.cases
        )
        return int(rows[0][0])

    def tally(self) -> "Tally":
        """What the database knows of it."""
        world = self.web.world
        texts = world.rows(
            "SELECT value, count(*) FROM cases_history, jsonb_each_text(after)"
            " WHERE value LIKE %s GROUP BY value",
            f"{self.mark} %",
        )
        keys = world.rows(
            "SELECT key::text FROM cases_savekey WHERE key = ANY(%s::uuid[])",
            [each.key for each in self.acknowledged],
        )
        said, kept = {each.text for each in self.acknowledged}, dict(texts)
        return Tally(
            acknowledged=len(self.acknowledged),
            lost=len(said - set(kept)) + len(self.acknowledged) - len(keys),
            doubled=sum(count > 1 for count in kept.values()),
            unasked=len(set(kept) - said),
            versions=self._versions() - self.versions,
        )


@dataclass(frozen=True)
class Tally:
    """lost: acknowledged, and absent from history or without its key. doubled: more than once in
    history. unasked: saved and never acknowledged. versions: by which the cases have risen.
    """

    acknowledged: int
    lost: int
    doubled: int
    unasked: int
    versions: int

    def assert_whole(self) -> None:
        whole = Tally(self.acknowledged, lost=0, doubled=0, unasked=0, versions=self.acknowledged)
        assert self == whole

    def __str__(self) -> str:
        return (
            f"saves acknowledged {self.acknowledged}, lost {self.lost}, doubled {self.doubled}, "
            f"saved unasked {self.unasked}, versions of the cases +{self.versions}"
        )


def in_words(statuses: Counter[int]) -> str:
    """Such as "200 x 31, 303 x 30, broken x 2"."""
    names = {BROKEN: "broken", AWAY: '503 "not saved"'}
    return ", ".join(f"{names.get(key, key)} x {n}" for key, n in sorted(statuses.items()))
