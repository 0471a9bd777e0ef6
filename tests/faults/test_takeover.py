"""Beat, then the worker, then the broker is killed: mail still arrives, and the banner says why."""

import time

import pytest

from tests.faults.report import Tell
from tests.faults.world import QUICK, REAL, World, wait_for

SAYS = {
    "beat": "Reminders: beat has stopped; mails go out through the safety net.",
    "worker": "Reminders: the worker has stopped; mails go out through the safety net.",
    "broker": "Reminders: the broker has stopped; mails go out through the safety net.",
}


def arrival(world: World, limit: float) -> tuple[float, str]:
    """Seconds until the mail of an item that becomes due in a second is there, and who sent it.

    A ring that beat gave in its last moment has been answered by then.
    """
    begun, before = time.monotonic(), len(world.sink.taken)
    time.sleep(1)
    dues = world.release(1)
    wait_for(lambda: len(world.senders(dues)) == 1, limit, "the mail")
    assert len(world.sink.taken) == before + 1
    return time.monotonic() - begun, world.senders(dues)[0]


def take_over(world: World, limit: float) -> list[str]:
    """One part after the other dies and stays dead; at the end all of them come back."""
    world.sink.gone.clear()
    page = world.web()
    worker, beat, _sweeper = world.worker(), world.beat(), world.sweeper()
    wait_for(lambda: world.heartbeats() == {"celery", "sweeper"}, 60, "signs of life")
    wait_for(lambda: world.dead_part() == "", limit, "the sweeper standing by")
    took, sender = arrival(world, limit)
    lines = [f"all alive: mail after {took:.1f} s by {sender}; banner: {page.banner()}"]
    assert (sender, page.banner()) == ("celery", [])
    kills = {"beat": beat.kill, "worker": worker.kill, "broker": world.valkey.process.stop}
    for part, kill in kills.items():
        kill()
        took, sender = arrival(world, limit)
        saying = wait_for(lambda part=part: page.banner() == [SAYS[part]], limit, part)
        lines.append(
            f"{part} killed: mail after {took:.1f} s by {sender}; banner after {took + saying:.1f}"
            f" s: {SAYS[part]}"
        )
        assert sender == "sweeper"
    world.valkey.start()
    worker.start()
    beat.start()
    wait_for(lambda: world.dead_part() == "", limit, "the sweeper standing by")
    took, sender = arrival(world, limit)
    assert (sender, page.banner()) == ("celery", [])
    return [*lines, f"all back: mail after {took:.1f} s by {sender}; banner: {page.banner()}"]


@pytest.mark.worker
def test_with_short_intervals(world: World, tell: Tell) -> None:
    world.use(QUICK)
    tell("takeover", take_over(world, limit=15))


@pytest.mark.fault
def test_within_three_minutes(world: World, tell: Tell) -> None:
    world.use(REAL)
    tell("takeover", take_over(world, limit=180))
