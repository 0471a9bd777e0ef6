"""Two beats ring twice as often, and the rows are those of one."""

import time

import pytest

from tests.faults.world import QUICK, World, wait_for

ITEMS, MORE_RINGS = 40, 4  # seconds: at least eight further rings


@pytest.mark.worker
def test_two_beats_make_the_same_rows(world: World) -> None:
    world.use(QUICK)
    workers, beats = [world.worker() for _ in range(2)], [world.beat() for _ in range(2)]
    wait_for(lambda: all(each.says("beat: Starting") for each in beats), 30, "the beats")
    dues = world.release(ITEMS)
    wait_for(lambda: len(world.senders(dues)) == ITEMS, 30, "all mails")
    time.sleep(MORE_RINGS)
    rows = world.rows(
        "SELECT state, ordinal, count(*) FROM surveillance_delivery"
        " WHERE due_id = ANY(%s) GROUP BY state, ordinal ORDER BY state",
        dues,
    )
    gone = ITEMS // 10  # items whose responsible has no mailbox any more
    assert rows == [("dead", 1, gone), ("sent", 1, ITEMS)]
    assert set(world.senders(dues)) == {"celery"}
    assert len({taken.message_id for taken in world.sink.taken}) == len(world.sink.taken) == ITEMS
    assert all(each.is_running() for each in [*workers, *beats])
