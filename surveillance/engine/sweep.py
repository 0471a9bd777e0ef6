"""One sweep: cancel, plan, claim, send, and say that it was done. Once more does no harm."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from surveillance.engine import heartbeat
from surveillance.engine.claiming import Claimed, cancel_uncalled, claim, release
from surveillance.engine.clock import Clock, database_now
from surveillance.engine.intervals import intervals
from surveillance.engine.mailing import Mailer
from surveillance.engine.planning import plan_deliveries
from surveillance.engine.sending import Outcome, send

PULSE_SECONDS = 15  # a sweep that waits for a slow mail server is alive


def _go_on() -> bool:
    return False


@dataclass(frozen=True)
class Swept:
    """How many mails were planned, sent, refused for good, put off and left to others."""

    planned: int
    cancelled: int
    sent: int
    dead: int
    later: int
    skipped: int


@dataclass
class _Sweep:
    by: str
    clock: Clock
    is_stopping: Callable[[], bool]
    planned: int = 0
    unreachable: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    has_dead_letter: bool = False
    beaten: float = 0

    @property
    def part(self) -> str:
        """celery or sweeper: what stands before the colon."""
        return self.by.partition(":")[0]

    def plan(self) -> None:
        added, self.unreachable = plan_deliveries(self.clock.now())
        self.planned += added
        self.has_dead_letter = False

    def send_all(self) -> None:
        """Ends when nothing is left, or by the clock."""
        with Mailer() as mailer:
            for claimed in self.mails():
                outcome = send(claimed, self.clock.now(), self.by, mailer)
                self.outcomes[outcome] += 1
                self.has_dead_letter |= outcome is Outcome.DEAD
                self.pulse()

    def mails(self) -> Iterator[Claimed]:
        """Claims as it goes, and gives back what there is no time for.

        After a dead letter the next person's mail is planned, and claimed with the next batch.
        """
        while not self.is_over() and (batch := claim(self.clock.now())):
            while batch:
                if self.is_over():
                    release(batch)
                    return
                yield batch.pop(0)
            if self.has_dead_letter:
                self.plan()

    def is_over(self) -> bool:
        return self.is_stopping() or self.clock.passed() > intervals().sweep

    def pulse(self) -> None:
        if self.clock.passed() - self.beaten > PULSE_SECONDS:
            self.beaten = self.clock.passed()
            heartbeat.beat(self.part, self.clock.now(), self.by)

    def finish(self) -> None:
        heartbeat.beat(self.part, self.clock.now(), self.by)
        heartbeat.keep_counts(self.part, self.clock.now(), self.unreachable)


def sweep(
    by: str,
    now: datetime.datetime | None = None,
    is_stopping: Callable[[], bool] = _go_on,
) -> Swept:
    """Send what is due. by: `celery:` and the task's id or `sweeper:` and the process number.

    now: read from the database if not given. is_stopping: asked before each mail.
    """
    work = _Sweep(by, Clock(now or database_now()), is_stopping)
    heartbeat.begin_watch(work.clock.now(), by)
    cancelled = cancel_uncalled(work.clock.now())
    work.plan()
    work.send_all()
    work.finish()
    return Swept(
        planned=work.planned,
        cancelled=cancelled,
        **{outcome.value: work.outcomes[outcome] for outcome in Outcome},
    )
