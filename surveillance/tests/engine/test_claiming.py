"""Who may send what: leases, and that no two processes ever hold the same mail."""

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from cases.models import Case
from surveillance.engine.claiming import Claimed, begin, cancel_uncalled, claim, release
from surveillance.engine.intervals import intervals
from surveillance.engine.planning import plan_deliveries
from surveillance.models import CareTeam, Delivery, Due, Schedule
from surveillance.tests.engine.conftest import NOON, TODAY, MakeDue, days

SECOND = datetime.timedelta(seconds=1)
MINUTE = 60 * SECOND


@pytest.fixture
def planned(db: None, due: Due, team: CareTeam) -> Delivery:
    plan_deliveries(NOON)
    return Delivery.objects.get()


class TestClaim:
    def test_what_is_planned_is_claimed_with_its_address(
        self, planned: Delivery, responsible: User
    ) -> None:
        (claimed,) = claim(NOON)
        planned.refresh_from_db()
        assert claimed == Claimed(planned.pk, planned.uid, responsible.email, planned.lease)
        assert (planned.lease_until, planned.attempts) == (NOON + MINUTE, 0)

    def test_what_is_claimed_is_not_claimed_again(self, planned: Delivery) -> None:
        claim(NOON)
        assert claim(NOON + MINUTE - SECOND) == []

    def test_a_lease_ends_after_a_minute(self, planned: Delivery) -> None:
        (first,) = claim(NOON)
        (second,) = claim(NOON + MINUTE)
        assert (first.uid, first.lease == second.lease) == (second.uid, False)

    def test_nothing_is_claimed_before_its_time(self, planned: Delivery) -> None:
        Delivery.objects.update(not_before=NOON + MINUTE)
        assert claim(NOON + MINUTE - SECOND) == []
        assert len(claim(NOON + MINUTE)) == 1

    def test_the_oldest_first_and_no_more_than_the_limit(
        self, make_due: MakeDue, team: CareTeam
    ) -> None:
        dues = [make_due(due_date=TODAY - days(late)) for late in (1, 5, 3)]
        plan_deliveries(NOON)
        order = {row.uid: row.due_id for row in Delivery.objects.all()}
        expected = [dues[1].pk, dues[2].pk, dues[0].pk]
        assert [order[each.uid] for each in claim(NOON, limit=2)] == expected[:2]
        assert [order[each.uid] for each in claim(NOON, limit=2)] == expected[2:]

    @pytest.mark.parametrize("number", [1, 3])
    def test_one_statement_however_many(
        self, make_due: MakeDue, team: CareTeam, number: int
    ) -> None:
        for _ in range(number):
            make_due()
        plan_deliveries(NOON)
        with CaptureQueriesContext(connection) as queries:
            cancel_uncalled(NOON)
            assert len(claim(NOON)) == number
        assert len(queries) == 2

    def test_what_is_given_back_can_be_claimed_at_once(self, planned: Delivery) -> None:
        release(claim(NOON))
        assert [each.uid for each in claim(NOON)] == [planned.uid]

    def test_only_the_own_claim_can_be_given_back(self, planned: Delivery) -> None:
        old = claim(NOON)
        claim(NOON + MINUTE)
        release(old)
        assert claim(NOON + MINUTE) == []


class TestBegin:
    def test_it_renews_the_lease_and_counts_the_attempt(self, planned: Delivery) -> None:
        (claimed,) = claim(NOON)
        assert begin(claimed, NOON + MINUTE) == 1
        planned.refresh_from_db()
        assert (planned.attempts, planned.lease_until) == (1, NOON + 3 * MINUTE)

    def test_a_killed_attempt_counts(self, planned: Delivery) -> None:
        begin(claim(NOON)[0], NOON)
        assert begin(claim(NOON + 2 * MINUTE)[0], NOON + 2 * MINUTE) == 2

    def test_an_expired_lease_that_nobody_took_is_still_ours(self, planned: Delivery) -> None:
        assert begin(claim(NOON)[0], NOON + days(1)) == 1

    def test_a_lost_lease_is_lost(self, planned: Delivery) -> None:
        (lost,) = claim(NOON)
        (held,) = claim(NOON + MINUTE)
        assert (begin(lost, NOON + MINUTE), begin(held, NOON + MINUTE)) == (0, 1)


def patient_dies(due: Due, lead: User) -> None:
    Case.objects.update(vital_state="dead")


def record_is_closed(due: Due, lead: User) -> None:
    Case.objects.update(record_status="closed", record_status_reason="moved away")


def item_is_acknowledged(due: Due, lead: User) -> None:
    Due.objects.update(state="acknowledged", state_by=lead, state_at=NOON)


def date_is_moved(due: Due, lead: User) -> None:
    Due.objects.update(due_date=TODAY + days(1))


def date_is_taken_away(due: Due, lead: User) -> None:
    Due.objects.update(due_date=None)


def recipient_is_deactivated(due: Due, lead: User) -> None:
    User.objects.filter(email="responsible@test.example").update(is_active=False)


def recipient_leaves(due: Due, lead: User) -> None:
    Membership.objects.filter(user__email="responsible@test.example").delete()


def schedule_is_ended(due: Due, lead: User) -> None:
    schedule = Schedule.objects.create(
        case=due.case,
        protocol="ESMO_HIGH",
        protocol_version="1",
        basis="unknown_grade",
        anchor_kind="none",
        first_month=3,
        accepted_by=lead,
        accepted_at=NOON,
        ended_at=NOON,
        ended_by=lead,
        end_kind="withdrawn",
        end_reason="asked for it",
    )
    Due.objects.update(origin="plan", schedule=schedule)


REASONS = [
    *(patient_dies, record_is_closed, item_is_acknowledged, date_is_moved, date_is_taken_away),
    *(recipient_is_deactivated, recipient_leaves, schedule_is_ended),
]


@pytest.mark.parametrize("happens", REASONS, ids=lambda reason: reason.__name__)
class TestWhatIsNoLongerCalledFor:
    Happens = Callable[[Due, User], None]

    def test_it_is_cancelled(
        self, planned: Delivery, due: Due, lead: User, happens: Happens
    ) -> None:
        assert cancel_uncalled(NOON) == 0
        happens(due, lead)
        assert cancel_uncalled(NOON) == 1
        planned.refresh_from_db()
        assert (planned.state, planned.ended_at, planned.attempts) == ("cancelled", NOON, 0)
        assert claim(NOON) == []

    def test_it_is_not_begun_even_after_the_claim(
        self, planned: Delivery, due: Due, lead: User, happens: Happens
    ) -> None:
        (claimed,) = claim(NOON)
        happens(due, lead)
        assert begin(claimed, NOON) == 0


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    """Two connections, as two processes have them."""

    @pytest.fixture
    def many(self, make_due: MakeDue, team: CareTeam) -> int:
        for _ in range(60):
            make_due()
        return plan_deliveries(NOON).added

    def test_a_locked_row_is_passed_over_and_not_waited_for(self, many: int) -> None:
        first = Delivery.objects.order_by("not_before", "id").first()
        assert first
        found: list[Claimed] = []
        with transaction.atomic():
            Delivery.objects.select_for_update().get(pk=first.pk)
            in_thread(lambda: found.extend(claim(NOON)))
        assert len(found) == many - 1
        assert first.uid not in {each.uid for each in found}

    def test_no_mail_is_claimed_by_two(self, many: int) -> None:
        barrier, found = threading.Barrier(4), list[Claimed]()

        def work() -> None:
            barrier.wait()
            while batch := claim(NOON, limit=7):
                found.extend(batch)

        in_thread(*[work] * 4)
        assert sorted(each.id for each in found) == sorted(
            Delivery.objects.values_list("id", flat=True)
        )

    def test_no_mail_is_planned_by_two(self, make_due: MakeDue, team: CareTeam) -> None:
        for _ in range(60):
            make_due()
        barrier, added = threading.Barrier(4), list[int]()

        def work() -> None:
            barrier.wait()
            added.append(plan_deliveries(NOON).added)

        in_thread(*[work] * 4)
        assert (sum(added), Delivery.objects.count()) == (60, 60)


def in_thread(*works: Callable[[], Any]) -> None:
    """Runs each in a thread with a connection of its own, and waits for all."""

    def run(work: Callable[[], Any]) -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [thread.is_alive() for thread in threads] == [False] * len(works)


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 5), (3, 15), (4, 60), (5, 60), (100, 60)]
)
def test_the_back_off(attempts: int, minutes: int) -> None:
    assert intervals().until_next(attempts) == minutes * MINUTE
