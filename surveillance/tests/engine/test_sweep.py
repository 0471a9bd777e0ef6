"""A whole sweep: from a due item to a mail, at any moment that is passed in."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from surveillance.engine import sweep as module
from surveillance.engine.clock import Clock, database_now
from surveillance.engine.sweep import Swept, sweep
from surveillance.models import CareTeam, Delivery, Due, Heartbeat
from surveillance.tests.engine.conftest import NOON, TODAY, MakeDue, days
from surveillance.tests.engine.sink import Sink

pytestmark = pytest.mark.django_db
BY = "sweeper:7"
NOTHING = Swept(planned=0, cancelled=0, sent=0, dead=0, later=0, skipped=0)


def swept(**changes: int) -> Swept:
    return Swept(**vars(NOTHING) | changes)


class TestASweep:
    def test_it_sends_what_is_due(self, due: Due, team: CareTeam, sink: Sink) -> None:
        assert sweep(BY, NOON) == swept(planned=1, sent=1)
        assert sink.addresses == ["responsible@test.example"]
        assert Delivery.objects.get().sent_by == BY

    def test_another_one_does_nothing(self, due: Due, team: CareTeam, sink: Sink) -> None:
        sweep(BY, NOON)
        assert sweep(BY, NOON) == NOTHING
        assert len(sink.taken) == 1

    def test_nothing_due_connects_to_no_mail_server(self, team: CareTeam, sink: Sink) -> None:
        assert (sweep(BY, NOON), sink.connections) == (NOTHING, 0)

    def test_without_a_moment_it_is_now(
        self, make_due: MakeDue, team: CareTeam, sink: Sink
    ) -> None:
        make_due(due_date=database_now().date() - days(2))
        make_due(due_date=database_now().date() + days(2))
        assert sweep(BY) == swept(planned=1, sent=1)

    @pytest.mark.parametrize("year", [1971, 2024, 2030, 2099])
    def test_any_moment_can_be_passed(
        self, make_due: MakeDue, team: CareTeam, sink: Sink, year: int
    ) -> None:
        make_due(due_date=datetime.date(year, 2, 28))
        early, on_time = (
            datetime.datetime(year, 2, day, 12, tzinfo=datetime.UTC) for day in (27, 28)
        )
        assert sweep(BY, early) == NOTHING
        assert sweep(BY, on_time) == swept(planned=1, sent=1)
        assert Delivery.objects.get().ended_at == pytest.approx(on_time, abs=days(1) / 1440)

    def test_weekly_until_somebody_takes_notice(
        self, due: Due, team: CareTeam, lead: User, sink: Sink
    ) -> None:
        sent = []
        for day in range(30):
            if day == 23:
                Due.objects.update(state="acknowledged", state_by=lead, state_at=NOON)
            sent += [day] * sweep(BY, NOON + days(day)).sent
        assert sent == [0, 7, 14, 21]

    def test_a_dead_letter_goes_to_the_next_person_in_the_same_sweep(
        self, due: Due, team: CareTeam, sink: Sink
    ) -> None:
        sink.gone = {"responsible@test.example", "deputy@test.example"}
        assert sweep(BY, NOON) == swept(planned=3, sent=1, dead=2)
        assert sink.addresses == ["lead@test.example"]

    def test_a_moved_date_is_mailed_on_the_new_day_only(
        self, due: Due, team: CareTeam, sink: Sink
    ) -> None:
        with sink.failing("down"):
            assert sweep(BY, NOON) == swept(planned=1, later=1)
        Due.objects.update(due_date=TODAY + days(2))
        assert sweep(BY, NOON + days(1)) == swept(cancelled=1)
        assert sweep(BY, NOON + days(2)) == swept(planned=1, sent=1)

    def test_a_mail_server_that_comes_back_gets_everything_once(
        self, make_due: MakeDue, team: CareTeam, sink: Sink
    ) -> None:
        for _ in range(3):
            make_due()
        with sink.failing("down"):
            assert sweep(BY, NOON) == swept(planned=3, later=3)
        assert sweep(BY, NOON) == NOTHING
        assert sweep(BY, NOON + days(1)) == swept(sent=3)
        assert len({taken.message_id for taken in sink.taken}) == 3

    @pytest.mark.parametrize("number", [1, 3])
    def test_statements_beside_those_of_each_mail(
        self, make_due: MakeDue, team: CareTeam, sink: Sink, number: int
    ) -> None:
        for _ in range(number):
            make_due()
        with CaptureQueriesContext(connection) as queries:
            assert sweep(BY, NOON).sent == number
        assert len(queries) == 7 + 2 * number


class TestItsTime:
    def test_it_stops_when_it_is_told_to_and_gives_back_the_rest(
        self, make_due: MakeDue, team: CareTeam, sink: Sink
    ) -> None:
        for _ in range(5):
            make_due()
        stopped = sweep(BY, NOON, is_stopping=lambda: len(sink.taken) == 2)
        assert stopped == swept(planned=5, sent=2)
        assert Delivery.objects.filter(lease__isnull=False).count() == 0
        assert sweep(BY, NOON) == swept(sent=3)

    def test_it_stops_when_its_time_is_over(
        self, make_due: MakeDue, team: CareTeam, sink: Sink, settings: object
    ) -> None:
        settings.REMINDER_INTERVALS = {"sweep": 0.3}  # type: ignore[attr-defined]
        sink.thinking = 0.2
        for _ in range(5):
            make_due()
        assert sweep(BY, NOON) == swept(planned=5, sent=2)

    def test_a_long_one_shows_that_it_is_alive(
        self,
        make_due: MakeDue,
        team: CareTeam,
        sink: Sink,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        beats: list[datetime.datetime] = []
        real: Callable[..., None] = module.heartbeat.beat
        monkeypatch.setattr(module, "PULSE_SECONDS", 0.15)
        monkeypatch.setattr(
            module.heartbeat, "beat", lambda *row: (beats.append(row[1]), real(*row))
        )
        sink.thinking = 0.2
        for _ in range(3):
            make_due()
        sweep(BY, NOON)
        assert len(beats) == 4
        assert beats == sorted(set(beats))

    def test_the_clock_of_a_sweep_goes_on_from_its_moment(self) -> None:
        clock = Clock(NOON)
        first, second = clock.now(), clock.now()
        assert NOON <= first < second < NOON + datetime.timedelta(seconds=5)


class TestItsHeartbeat:
    @pytest.mark.parametrize("part", ["celery", "sweeper"])
    def test_it_is_that_of_the_part_that_swept(self, db: None, part: str) -> None:
        sweep(f"{part}:9", NOON)
        row = Heartbeat.objects.get(by=f"{part}:9")
        assert (row.part, row.at, row.counted_at) == (
            part,
            pytest.approx(NOON, abs=days(1) / 1440),
            pytest.approx(NOON, abs=days(1) / 1440),
        )

    def test_what_does_not_get_away_is_counted(
        self, make_due: MakeDue, team: CareTeam, sink: Sink
    ) -> None:
        for _ in range(2):
            make_due()
        with sink.failing("down"):
            sweep(BY, NOON)
            Delivery.objects.update(attempts=5)
            sweep(BY, NOON)
        assert Heartbeat.objects.get(by=BY).failing == 2

    def test_an_item_with_nobody_left_is_counted(self, due: Due) -> None:
        sweep(BY, NOON)
        row = Heartbeat.objects.get(by=BY)
        assert (row.unreachable, row.failing, row.dead_letters) == (1, 0, 0)

    def test_so_are_dead_letters_and_all_of_them_are_nobody(
        self, due: Due, team: CareTeam, sink: Sink
    ) -> None:
        with sink.failing("550"):
            sweep(BY, NOON)
        row = Heartbeat.objects.get(by=BY)
        assert (row.unreachable, row.dead_letters) == (1, 3)
