"""Which part counts as dead, from two rows and a moment."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveillance.engine import heartbeat
from surveillance.engine.clock import database_now
from surveillance.engine.heartbeat import EngineState, beat, begin_watch, state, watch
from surveillance.models import Heartbeat
from surveillance.tests.engine.conftest import NOON

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
WELL = EngineState(dead_part="", has_begun=True)


def alive(celery: float, sweeper: float, found: str = "") -> None:
    """Signs of life so many minutes before NOON, and what the sweeper had found."""
    beat("celery", NOON - celery * MINUTE, "celery:1")
    watch(NOON - sweeper * MINUTE, "sweeper:1", found)


@pytest.mark.parametrize(
    ("celery", "sweeper", "found", "dead_part"),
    [
        (0, 0, "", ""),
        (2, 2, "", ""),
        (2.1, 0, "", "beat"),
        (2.1, 0, "beat", "beat"),
        (2.1, 0, "worker", "worker"),
        (2.1, 0, "broker", "broker"),
        (0, 0, "worker", ""),
        (0, 2.1, "", "sweeper"),
        (0, 2.1, "worker", "sweeper"),
        (2.1, 2.1, "worker", "all"),
    ],
)
def test_the_dead_part(celery: float, sweeper: float, found: str, dead_part: str) -> None:
    alive(celery, sweeper, found)
    assert state(NOON) == EngineState(dead_part=dead_part, has_begun=True)


def test_before_anything_was_started_it_is_not_well_and_nothing_is_dead() -> None:
    assert state(NOON) == EngineState(dead_part="", has_begun=False)
    assert state(NOON).is_well is False


def test_in_its_first_two_minutes_an_installation_is_well() -> None:
    begin_watch(NOON, "sweeper:1")
    assert state(NOON + 2 * MINUTE) == WELL
    assert state(NOON + 2.1 * MINUTE).dead_part == "all"


def test_a_later_start_makes_nobody_alive() -> None:
    alive(5, 5)
    begin_watch(NOON, "sweeper:2")
    assert state(NOON).dead_part == "all"


def test_the_sweeper_alone_keeps_what_it_found() -> None:
    alive(5, 0, "worker")
    beat("sweeper", NOON + MINUTE, "sweeper:1")
    assert state(NOON + MINUTE).dead_part == "worker"


def test_without_a_moment_the_database_s_clock_counts() -> None:
    now = database_now()
    beat("celery", now - 3 * MINUTE, "celery:1")
    watch(now, "sweeper:1", "beat")
    assert state().dead_part == "beat"


def test_it_is_one_query() -> None:
    alive(0, 0)
    with CaptureQueriesContext(connection) as queries:
        state()
    assert len(queries) == 1


def test_the_counts_are_those_of_the_last_sweep() -> None:
    alive(0, 0)
    Heartbeat.objects.filter(part="celery").update(counted_at=NOON - MINUTE, failing=9)
    Heartbeat.objects.filter(part="sweeper").update(counted_at=NOON, unreachable=2, dead_letters=3)
    assert state(NOON) == EngineState("", True, failing=0, unreachable=2, dead_letters=3)


@pytest.mark.parametrize(
    ("counts", "is_well"),
    [
        ({}, True),
        ({"failing": 1}, False),
        ({"unreachable": 1}, False),
        ({"dead_letters": 1}, True),
        ({"dead_part": "beat"}, False),
    ],
    ids=str,
)
def test_what_is_well(counts: dict[str, Any], is_well: bool) -> None:
    assert EngineState(**{"dead_part": "", "has_begun": True} | counts).is_well is is_well


@pytest.mark.parametrize(("minutes", "is_silent"), [(0, False), (2, False), (2.1, True)])
def test_silence(minutes: float, is_silent: bool) -> None:
    assert heartbeat.is_silent("celery", NOON) is False
    alive(minutes, 0)
    assert heartbeat.is_silent("celery", NOON) is is_silent
