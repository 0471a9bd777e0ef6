"""PostgreSQL's disk is full: nothing is half saved, pages still open, and it heals by itself."""

import pytest

from tests.faults.report import Tell
from tests.faults.saving import Load, Web
from tests.faults.small_disk import can_mount, small_disk
from tests.faults.world import World, wait_for
from tests.faults.writer import AWAY, SAVED, Press, Writer

MOST_SAVES = 400  # until the free pages that PostgreSQL still had are used up
LONG_TEXT = 4000  # characters in each save


def save_until_refused(load: Load, person: Writer) -> tuple[int, Press]:
    """How many saves still found room, and the press that did not."""
    for number in range(MOST_SAVES):
        text = f"{load.mark} {number} ".ljust(LONG_TEXT, "x")
        press = person.open(load.cases[0], "question", {"question": text})
        answer = person.ask(press.address, press.fields)
        if answer.status != SAVED:
            assert (answer.status, answer.text.count("Not saved.")) == (AWAY, 1)
            return number, press
    raise AssertionError(f"{MOST_SAVES} saves on a full disk")


@pytest.mark.worker
@pytest.mark.skipif(not can_mount(), reason="needs root and mount namespaces")
def test_a_full_disk_is_a_clean_no(world: World, tell: Tell) -> None:
    with small_disk(world) as disk:
        web = Web.start(world)
        load, (person,) = Load(web), web.writers(1)
        page = f"/cases/{load.cases[0]}/presentation/"
        person.save(person.open(load.cases[0], "question", {"question": f"{load.mark} first"}))
        disk.fill()
        room, press = save_until_refused(load, person)
        kept = load.tally()
        refused = [person.ask(press.address, press.fields).status for _ in range(5)]
        reads = [person.ask(address).status for address in ("/cases/", page) for _ in range(5)]
        disk.free()
        took = wait_for(lambda: person.ask(press.address, press.fields).status == SAVED, 30, "room")
        after = load.tally()
        world.end_processes()
    tell(
        "saving-disk-full",
        [
            f'disk full: {room} saves found room in it, then 6 were answered 503 "not saved"',
            f"reads meanwhile: {len(reads)}, all 200; after space was back: saved in {took:.1f} s",
            f"versions before {kept.versions}, after {after.versions}; doubled {after.doubled}",
        ],
    )
    assert (refused, set(reads)) == ([AWAY] * 5, {200})
    assert (kept.versions, kept.unasked) == (room + 1, room + 1)
    assert (after.versions, after.unasked, after.doubled) == (room + 2, room + 2, 0)
