"""One mail, through a real mail server that works or fails, and what is written down about it."""

import datetime

import pytest
from django.db import OperationalError

from accounts.models import User
from surveillance.engine import sending
from surveillance.engine.claiming import Claimed, claim
from surveillance.engine.mailing import Mailer
from surveillance.engine.planning import plan_deliveries
from surveillance.engine.sending import Outcome, send
from surveillance.models import CareTeam, Delivery, Due
from surveillance.tests.engine.conftest import NOON, MakeDue
from surveillance.tests.engine.sink import Sink

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
BY = "celery:5f7a"


@pytest.fixture
def claimed(due: Due, team: CareTeam, sink: Sink) -> Claimed:
    plan_deliveries(NOON)
    return claim(NOON)[0]


def try_once(claimed: Claimed, now: datetime.datetime = NOON) -> Outcome:
    with Mailer() as mailer:
        return send(claimed, now, BY, mailer)


class TestTheServerTakesIt:
    def test_the_mail_arrives_and_the_row_says_who_sent_it(
        self, claimed: Claimed, sink: Sink, responsible: User
    ) -> None:
        assert try_once(claimed) is Outcome.SENT
        row = Delivery.objects.get()
        assert sink.addresses == [responsible.email]
        assert (row.state, row.sent_by, row.ended_at, row.attempts) == ("sent", BY, NOON, 1)
        assert (row.lease, row.lease_until, row.last_error) == (None, None, None)

    def test_a_mail_that_is_not_ours_is_not_sent(self, claimed: Claimed, sink: Sink) -> None:
        claim(NOON + MINUTE)
        assert try_once(claimed, NOON + MINUTE) is Outcome.SKIPPED
        assert (sink.addresses, Delivery.objects.get().attempts) == ([], 0)

    def test_a_mail_that_left_while_it_was_cancelled_was_sent(
        self, claimed: Claimed, sink: Sink
    ) -> None:
        class Slow(Mailer):
            def send(self, claimed: Claimed, now: datetime.datetime) -> None:
                super().send(claimed, now)
                Delivery.objects.update(state="cancelled", ended_at=NOON, lease=None)

        with Slow() as mailer:
            assert send(claimed, NOON, BY, mailer) is Outcome.SENT
        assert (Delivery.objects.get().state, len(sink.taken)) == ("sent", 1)

    def test_one_connection_for_a_batch(
        self, make_due: MakeDue, team: CareTeam, sink: Sink
    ) -> None:
        for _ in range(5):
            make_due()
        plan_deliveries(NOON)
        with Mailer() as mailer:
            outcomes = [send(each, NOON, BY, mailer) for each in claim(NOON)]
        assert (outcomes, sink.connections) == ([Outcome.SENT] * 5, 1)

    def test_after_a_failure_it_is_opened_again(
        self, make_due: MakeDue, team: CareTeam, sink: Sink
    ) -> None:
        for _ in range(3):
            make_due()
        plan_deliveries(NOON)
        first, second, third = claim(NOON)
        with Mailer() as mailer:
            assert send(first, NOON, BY, mailer) is Outcome.SENT
            with sink.failing("cut"):
                assert send(second, NOON, BY, mailer) is Outcome.LATER
            assert send(third, NOON, BY, mailer) is Outcome.SENT
        assert sink.connections == 2


TEMPORARY = {
    "down": "ConnectionRefusedError: [Errno 111] Connection refused",
    "451": "SMTPRecipientsRefused: 451 4.3.0 …: come again",
    "slow": "SMTPServerDisconnected: Connection unexpectedly closed: timed out",
    "cut": "SMTPServerDisconnected: Connection unexpectedly closed",
    "greeting": "SMTPServerDisconnected: Connection unexpectedly closed",
    # A refusal by policy is a setting that somebody mends, not a mailbox that is gone.
    "554": "SMTPDataError: 554 5.7.1 not this mail",
}
PERMANENT = {"550": "SMTPRecipientsRefused: 550 5.1.1 …: no such mailbox"}


class TestTheServerFails:
    @pytest.mark.parametrize("mode", TEMPORARY)
    def test_for_now_and_the_mail_is_tried_again(
        self, claimed: Claimed, sink: Sink, mode: str
    ) -> None:
        with sink.failing(mode):
            assert try_once(claimed) is Outcome.LATER
        row = Delivery.objects.get()
        assert (row.state, row.attempts, row.not_before) == ("to_do", 1, NOON + MINUTE)
        assert (row.last_error or "").startswith(TEMPORARY[mode])
        assert claim(NOON + MINUTE)[0].uid == claimed.uid

    @pytest.mark.parametrize("mode", PERMANENT)
    def test_for_good_and_the_letter_is_dead(self, claimed: Claimed, sink: Sink, mode: str) -> None:
        with sink.failing(mode):
            assert try_once(claimed) is Outcome.DEAD
        row = Delivery.objects.get()
        assert (row.state, row.ended_at, row.last_error) == ("dead", NOON, PERMANENT[mode])
        assert (row.lease, row.sent_by) == (None, None)

    def test_waits_grow_and_the_message_id_stays(self, claimed: Claimed, sink: Sink) -> None:
        now, waits = NOON, []
        with sink.failing("cut"):
            for _ in range(6):
                assert try_once(claim(now)[0] if waits else claimed, now) is Outcome.LATER
                not_before = Delivery.objects.get().not_before
                waits.append((not_before - now) / MINUTE)
                now = not_before
        assert waits == [1, 5, 15, 60, 60, 60]
        assert len({taken.message_id for taken in sink.taken}) == 1

    def test_an_address_that_cannot_be_written_is_dead(
        self, due: Due, team: CareTeam, sink: Sink
    ) -> None:
        User.objects.filter(pk=team.responsible_id).update(email="two\nlines@test.example")
        plan_deliveries(NOON)
        assert try_once(claim(NOON)[0]) is Outcome.DEAD
        assert "test.example" not in (Delivery.objects.get().last_error or "test.example")


class TestTheDatabaseFails:
    def test_a_restart_after_the_mail_left_does_not_send_it_twice(
        self, claimed: Claimed, sink: Sink, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The cursor fails as it does on a server that is starting."""
        real, failures = sending.connection, [OperationalError("starting up")] * 3

        class Restarting:
            in_atomic_block = False
            close = staticmethod(lambda: None)

            def cursor(self) -> object:
                if failures:
                    raise failures.pop()
                return real.cursor()

        monkeypatch.setattr(sending, "connection", Restarting())
        monkeypatch.setattr(sending, "RETRY_SECONDS", 0)
        assert try_once(claimed) is Outcome.SENT
        assert (Delivery.objects.get().state, len(sink.taken), failures) == ("sent", 1, [])
