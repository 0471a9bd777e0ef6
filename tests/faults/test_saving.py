"""No save that was acknowledged is lost and none is made twice, whatever is killed meanwhile."""

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.report import Tell
from tests.faults.saving import WRITERS, Load, Web, in_words
from tests.faults.world import World
from tests.faults.writer import AWAY, BROKEN, CONFLICT, SAVED, Press, Writer

SEED = 20240214
MOMENT = 0.5  # seconds at most between an acknowledged save and the next kill


def kill_the_web(world: World, seconds: float, tell: Tell) -> None:
    """One worker after the other, of the two that answer."""
    web, dice, kills = Web.start(world), random.Random(SEED), 0
    load = Load(web)
    with load.running():
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            load.wait_for_another()
            time.sleep(dice.uniform(0, MOMENT))
            kills += web.kill_a_worker(dice)
    found = load.tally()
    tell(
        "saving-web-killed",
        [
            f"web workers killed with -9: {kills} in {seconds:.0f} s, under 8 writers",
            str(found),
            f"answers: {in_words(load.statuses())}",
        ],
    )
    found.assert_whole()
    assert load.refused == {}
    assert set(load.statuses()) <= {200, SAVED, AWAY, BROKEN}
    assert found.acknowledged >= max(kills, WRITERS)
    assert kills >= 1


@pytest.mark.worker
def test_six_seconds_of_killing_the_web(world: World, tell: Tell) -> None:
    kill_the_web(world, 6, tell)


@pytest.mark.fault
def test_sixty_seconds_of_killing_the_web(world: World, tell: Tell) -> None:
    kill_the_web(world, 60, tell)


def kill_the_database(world: World, kills: int, tell: Tell) -> None:
    """It comes back after a second each time; nobody tells the web."""
    web = Web.start(world)
    load, back = Load(web), 0.0
    with load.running():
        for _ in range(kills):
            time.sleep(2)
            world.kill_postgres()
            time.sleep(1)
            world.postgres.start()
            back = time.monotonic()
        time.sleep(2)
    found, statuses = load.tally(), load.statuses()
    later = [each.at - back for each in load.acknowledged if each.at > back]
    tell(
        "saving-database-killed",
        [
            f"PostgreSQL killed with -9: {kills}, under 8 writers; the web was never restarted",
            str(found),
            f"answers: {in_words(statuses)}",
            f"first save {min(later):.2f} s after the last time it came back, {len(later)} since",
        ],
    )
    found.assert_whole()
    assert load.refused == {}
    assert set(statuses) == {200, SAVED, AWAY}


@pytest.mark.worker
def test_the_database_killed_under_load(world: World, tell: Tell) -> None:
    kill_the_database(world, 1, tell)


@pytest.mark.fault
def test_the_database_killed_ten_times_under_load(world: World, tell: Tell) -> None:
    kill_the_database(world, 10, tell)


@pytest.mark.worker
def test_every_page_says_not_now_while_the_database_is_away(world: World) -> None:
    web = Web.start(world)
    (person,), (case, *_others) = web.writers(1), web.cases()
    press = person.open(case, "question", {"question": "typed while it is away"})
    world.kill_postgres()
    found = {address: person.ask(address).status for address in ASKED.format(case=case).split()}
    found["save"] = person.ask(press.address, press.fields).status
    found["sign in"] = Writer(web.port, "clinician1@fault.example").try_to_sign_in()
    world.postgres.start()
    assert found == dict.fromkeys(found, AWAY)
    assert person.ask(press.address, press.fields).status == SAVED


ASKED = "/cases/ /cases/new/ /cases/{case}/ /cases/{case}/question/ /follow-up/ /healthz"


def at_once(pairs: list[tuple[Writer, Press]]) -> list[int]:
    """The statuses of presses that all people make in the same instant."""
    gate = threading.Barrier(len(pairs))

    def press(pair: tuple[Writer, Press]) -> int:
        person, pressed = pair
        gate.wait()
        return person.save(pressed).status

    with ThreadPoolExecutor(len(pairs)) as pool:
        return sorted(pool.map(press, pairs))


@pytest.fixture
def load(world: World) -> Load:
    """Nobody saves yet."""
    return Load(Web.start(world))


@pytest.mark.worker
class TestTheSameInstant:
    """Ten times each, as the instant is not always the same."""

    def test_one_press_sent_twice_is_one_version(self, load: Load) -> None:
        (person,) = load.web.writers(1)
        for number in range(10):
            press = person.open(load.cases[0], "question", {"question": f"{load.mark} {number}"})
            assert at_once([(person, press), (person, press)]) == [SAVED, SAVED]
        found = load.tally()
        assert (found.versions, found.unasked, found.doubled) == (10, 10, 0)

    def test_two_people_at_one_field_never_overwrite_in_silence(self, load: Load) -> None:
        people = load.web.writers(2)
        for number in range(10):
            texts = [f"{load.mark} {number} {name}" for name in ("one", "other")]
            assert at_once(opened(load, "question", people, ["question"] * 2, texts)) == [
                SAVED,
                CONFLICT,
            ]
        found = load.tally()
        assert (found.versions, found.unasked, found.doubled) == (10, 10, 0)

    def test_two_people_at_two_fields_of_a_row_both_save(self, load: Load) -> None:
        people, fields = load.web.writers(2), ["comorbidities", "kps"]
        for number in range(10):
            texts = [f"{load.mark} {number}", str(10 * number + 10)]
            assert at_once(opened(load, "presentation", people, fields, texts)) == [SAVED, SAVED]
            assert presentation_of(load, load.cases[0], fields) == texts
        found = load.tally()
        assert (found.versions, found.unasked, found.doubled) == (20, 10, 0)


def presentation_of(load: Load, case: str, fields: list[str]) -> list[str]:
    """What the record says in these columns."""
    columns = ", ".join(f"p.{name}::text" for name in fields)
    rows = load.web.world.rows(
        f"SELECT {columns} FROM cases_presentation p JOIN cases_case c ON c.id = p.case_id"
        " WHERE c.uid = %s::uuid",
        case,
    )
    return list(rows[0])


def opened(
    load: Load, section: str, people: list[Writer], fields: list[str], texts: list[str]
) -> list[tuple[Writer, Press]]:
    """Each person has opened the section of one case and typed a text into a field."""
    return [
        (person, person.open(load.cases[0], section, {name: text}))
        for person, name, text in zip(people, fields, texts, strict=True)
    ]
