"""Whatever is killed, and however the mail server fails: every item gets its mail.

Two sweepers and a worker send at the same time while each of them, the worker's sending child and
PostgreSQL are killed with -9 in the midst of it.
"""

import random
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import LiteralString

import pytest

from tests.faults.report import Tell
from tests.faults.world import RESTLESS, Victim, World, wait_for

FAILURES = ("down", "451", "slow", "cut", "greeting")  # 550: mailboxes that are gone, all the time
SEED = 20240214
PATIENCE = 300  # seconds for what is left when the last kill is over, on a busy machine too


@dataclass(frozen=True)
class Extent:
    """every: seconds between two kills. failing_every: kills between two failures of mail."""

    items: int
    kills: int
    postgres_kills: int
    every: float
    failing_every: int
    thinking: float


SHORT = Extent(200, 10, 1, every=0.7, failing_every=2, thinking=0.03)
LONG = Extent(3000, 156, 4, every=2.0, failing_every=5, thinking=0.1)


@dataclass
class Chaos:
    """kills and failures: how many of each kind. dues: the items that have become due."""

    world: World
    extent: Extent
    dice: random.Random = field(default_factory=lambda: random.Random(SEED))
    kills: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    dues: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.use(RESTLESS)
        self.world.sink.thinking = self.extent.thinking
        self.sweepers = [self.world.sweeper() for _ in range(2)]
        self.workers = [self.world.worker()]
        self.beat = self.world.beat()

    def run(self) -> None:
        """Items become due while things die; then all that is left may be sent in peace."""
        wait_for(lambda: self.workers[0].says(" ready."), 60, "the worker")
        each = self.extent.items // self.extent.kills
        postgres = {self.extent.kills * n // (self.extent.postgres_kills + 1) for n in range(1, 9)}
        for number in range(self.extent.kills):
            last = number == self.extent.kills - 1
            self.dues += self.world.release(self.extent.items - len(self.dues) if last else each)
            with self.failing(number):
                self.wait_for_work()
                self.kill(is_postgres=number in postgres)
        wait_for(self.is_done, PATIENCE, "the last mail")

    def failing(self, number: int) -> ExitStack:
        """The mail server fails around every so many kills, in all its ways in turn."""
        stack = ExitStack()
        if number % self.extent.failing_every == 0:
            turn = number // self.extent.failing_every
            mode = FAILURES[turn % len(FAILURES)]
            self.failures[mode] += 1
            stack.enter_context(self.world.sink.failing(mode))
        return stack

    def wait_for_work(self) -> None:
        """Some time, so that kills hit every step; most of it is spent in sending."""
        time.sleep(self.extent.every * self.dice.uniform(0.5, 1.5))

    def kill(self, *, is_postgres: bool) -> None:
        if is_postgres and self.kills["PostgreSQL"] < self.extent.postgres_kills:
            self.kills["PostgreSQL"] += 1
            self.world.kill_postgres()
            self.world.postgres.start()
        else:
            kinds = {"sweeper": self.kill_sweeper, "sender": self.kill_sender}
            kinds |= {"worker": self.kill_worker}
            kind = self.dice.choices(list(kinds), weights=[5, 4, 2])[0]
            self.kills[kinds[kind]()] += 1

    def kill_sweeper(self) -> str:
        return revive(self.dice.choice(self.sweepers), "sweeper")

    def kill_worker(self) -> str:
        return revive(self.workers[0], "worker")

    def kill_sender(self) -> str:
        """The child that sends; its parent starts another one. None is there yet: the parent."""
        return "sender" if self.workers[0].kill_child() else self.kill_worker()

    def is_done(self) -> bool:
        return len(self.world.senders(self.dues)) >= len(self.dues)

    def tally(self) -> "Tally":
        return Tally.of(self)


def revive(victim: Victim, kind: str) -> str:
    victim.kill()
    victim.start()
    return kind


@dataclass(frozen=True)
class Tally:
    """What came of it. repeats: mails taken once more, with a Message-ID already taken.

    after_cut: those whose first copy the mail server took and never confirmed. strangers: mails
    that belong to no delivery that was recorded as sent. doubled: items with more than one mail of
    different Message-IDs. lied: sent, says the row, and the mail server knows nothing of it.
    errors: kinds of the last failures of deliveries, most of which were sent later.
    """

    items: int
    sent: int
    missed: int
    taken: int
    repeats: int
    after_cut: int
    strangers: int
    doubled: int
    lied: int
    dead_letters: int
    by: Counter[str]
    errors: Counter[str]

    @classmethod
    def of(cls, chaos: Chaos) -> "Tally":
        world = chaos.world
        copies = Counter(mail.message_id for mail in world.sink.taken)
        sent = world.rows(_ROWS, chaos.dues, "sent")
        item_of = {f"<{uid}@localhost>": due for uid, due, _by in sent}
        cuts = Counter(world.sink.cut)
        per_item = Counter(item_of[name] for name in copies if name in item_of)
        return cls(
            items=len(chaos.dues),
            sent=len(sent),
            missed=len(set(chaos.dues) - set(per_item)),
            taken=copies.total(),
            repeats=sum(number - 1 for number in copies.values()),
            after_cut=sum(min(number - 1, cuts[name]) for name, number in copies.items()),
            strangers=len(set(copies) - set(item_of)),
            doubled=sum(number > 1 for number in per_item.values()),
            lied=len(set(item_of) - set(copies)),
            dead_letters=len(world.rows(_ROWS, chaos.dues, "dead")),
            by=Counter(by.partition(":")[0] for _uid, _due, by in sent),
            errors=Counter(row[0] for row in world.rows(_ERRORS, chaos.dues)),
        )


_ERRORS: LiteralString = (
    "SELECT regexp_replace(last_error, '^(\\w+: (?:\\d{3})?).*', '\\1')"
    " FROM surveillance_delivery WHERE due_id = ANY(%s) AND last_error IS NOT NULL"
)
_ROWS: LiteralString = (
    "SELECT uid, due_id, coalesce(sent_by, '') FROM surveillance_delivery"
    " WHERE due_id = ANY(%s) AND state = %s"
)


def counted(counter: Counter[str]) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(counter.items()))


def go(world: World, extent: Extent, tell: Tell, name: str) -> None:
    """Nothing missed, nothing said twice under another name, at most one repeat for a kill."""
    begun = time.monotonic()
    chaos = Chaos(world, extent)
    chaos.run()
    found, kills = chaos.tally(), chaos.kills.total()
    after_kill = found.repeats - found.after_cut
    tell(
        name,
        [
            f"items {found.items}; kills -9: {kills} ({counted(chaos.kills)})",
            f"failures of mail: {counted(chaos.failures)}, 550 for {found.dead_letters} letters; "
            f"last errors kept: {counted(found.errors)}",
            f"sent {found.sent} ({counted(found.by)}); missed {found.missed}; mails taken "
            f"{found.taken}; recorded as sent and not taken {found.lied}",
            f"repeats, all with the same Message-ID: {after_kill} after {kills} kills, "
            f"{found.after_cut} after a line cut before the answer",
            f"items with mails of different Message-IDs: {found.doubled}; unrecorded mails: "
            f"{found.strangers}; {time.monotonic() - begun:.0f} s",
        ],
    )
    assert (kills, found.items, found.sent) == (extent.kills, extent.items, extent.items)
    assert chaos.kills["PostgreSQL"] == extent.postgres_kills
    assert (found.missed, found.lied, found.strangers, found.doubled) == (0, 0, 0, 0)
    assert after_kill <= kills


@pytest.mark.worker
def test_ten_kills(world: World, tell: Tell) -> None:
    go(world, SHORT, tell, "chaos")


@pytest.mark.fault
def test_more_than_150_kills(world: World, tell: Tell) -> None:
    go(world, LONG, tell, "chaos")
