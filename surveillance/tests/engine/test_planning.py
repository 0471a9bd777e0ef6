"""Which mails are planned, for whom, and that planning more often plans no more."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Centre, Membership, Role, User
from cases.models import Case
from surveillance.engine.claiming import cancel_uncalled
from surveillance.engine.planning import Planned, plan_deliveries
from surveillance.models import CareTeam, Delivery, Due, Schedule
from surveillance.tests.engine.conftest import NOON, TODAY, MakeDue, days

pytestmark = pytest.mark.django_db


def plan(now: datetime.datetime = NOON) -> Planned:
    """As a sweep does: what is no longer called for goes first."""
    cancel_uncalled(now)
    return plan_deliveries(now)


def planned() -> list[tuple[int, str, str]]:
    """Ordinal, recipient and state of every delivery, in order of planning."""
    rows = Delivery.objects.order_by("id").select_related("recipient")
    return [(row.ordinal, row.recipient.email.partition("@")[0], row.state) for row in rows]


def end(state: str, at: datetime.datetime = NOON) -> None:
    """What was to do has been done, with this result."""
    by = "sweeper:1" if state == "sent" else None
    Delivery.objects.filter(state="to_do").update(state=state, ended_at=at, sent_by=by)


@pytest.fixture
def schedule(case: Case, lead: User) -> Schedule:
    return Schedule.objects.create(
        case=case,
        protocol="ESMO_HIGH",
        protocol_version="1",
        basis="unknown_grade",
        anchor_kind="surgery",
        anchor_date=TODAY - days(90),
        first_month=3,
        accepted_by=lead,
        accepted_at=NOON - days(90),
    )


class TestWhatIsPlanned:
    def test_a_due_item_gets_one_mail_to_the_responsible(self, due: Due, team: CareTeam) -> None:
        assert plan() == Planned(added=1, unreachable=0)
        row = Delivery.objects.get()
        assert (row.due, row.due_date, row.step, row.channel) == (due, TODAY, "due", "mail")
        assert (row.planned_at, row.not_before, row.attempts) == (NOON, NOON, 0)
        assert planned() == [(1, "responsible", "to_do")]

    @pytest.mark.parametrize("times", [0, 1, 1000])
    def test_planning_more_often_plans_no_more(
        self, make_due: MakeDue, team: CareTeam, times: int
    ) -> None:
        dues = [make_due(due_date=TODAY - days(late)) for late in (0, 1, 40)]
        assert plan().added == len(dues)
        rows = list(Delivery.objects.order_by("id").values())
        assert sum(plan().added for _ in range(times)) == 0
        assert list(Delivery.objects.order_by("id").values()) == rows

    def test_the_oldest_is_planned_first(self, make_due: MakeDue, team: CareTeam) -> None:
        dates = [TODAY - days(late) for late in (2, 30, 0, 7)]
        for date in dates:
            make_due(due_date=date)
        plan()
        rows = Delivery.objects.order_by("id").values_list("due_date", flat=True)
        assert list(rows) == sorted(dates)

    def test_tomorrow_and_never_are_not_due(self, make_due: MakeDue, team: CareTeam) -> None:
        make_due(due_date=TODAY + days(1))
        make_due(due_date=None)
        assert plan() == Planned(added=0, unreachable=0)

    @pytest.mark.parametrize(
        "state", ["acknowledged", "snoozed", "done", "partly", "not_done", "superseded"]
    )
    def test_only_an_open_item_asks(
        self, make_due: MakeDue, team: CareTeam, lead: User, state: str
    ) -> None:
        make_due(state=state, state_reason="why", state_by=lead, state_at=NOON)
        assert plan().added == 0

    def test_an_item_of_a_running_schedule_asks(
        self, make_due: MakeDue, team: CareTeam, schedule: Schedule
    ) -> None:
        make_due(origin="plan", schedule=schedule)
        assert plan().added == 1

    def test_an_item_of_an_ended_schedule_does_not(
        self, make_due: MakeDue, team: CareTeam, schedule: Schedule, lead: User
    ) -> None:
        make_due(origin="plan", schedule=schedule)
        Schedule.objects.update(
            ended_at=NOON, ended_by=lead, end_kind="withdrawn", end_reason="asked for it"
        )
        assert plan().added == 0

    @pytest.mark.parametrize(
        ("change", "added"),
        [
            ({"vital_state": "alive"}, 1),
            ({"vital_state": "lost"}, 1),
            ({"vital_state": "dead"}, 0),
            ({"record_status": "closed", "record_status_reason": "moved"}, 0),
            ({"record_status": "entered_in_error", "record_status_reason": "twice"}, 0),
        ],
        ids=["alive", "lost", "dead", "closed", "in error"],
    )
    def test_the_state_of_the_case_decides(
        self, due: Due, team: CareTeam, change: dict[str, str], added: int
    ) -> None:
        Case.objects.update(**change)
        assert plan().added == added

    @pytest.mark.parametrize("number", [1, 3])
    def test_one_statement_however_many(
        self, make_due: MakeDue, team: CareTeam, number: int
    ) -> None:
        for _ in range(number):
            make_due()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert plan_deliveries(NOON).added == number
        assert len(queries) == 1


class TestWhoIsReminded:
    def test_the_owner_of_the_item_comes_first(
        self, make_due: MakeDue, team: CareTeam, person: Callable[..., User]
    ) -> None:
        make_due(owner=person(Role.PRESENTER, email="owner@test.example"))
        plan()
        assert planned() == [(1, "owner", "to_do")]

    def test_without_a_team_the_lead(self, due: Due, lead: User) -> None:
        plan()
        assert planned() == [(1, "lead", "to_do")]

    def test_of_two_leads_the_one_who_came_first(
        self, due: Due, lead: User, person: Callable[..., User]
    ) -> None:
        person(Role.LEAD, email="younger@test.example")
        plan()
        assert planned() == [(1, "lead", "to_do")]

    @pytest.mark.parametrize("hides", ["inactive", "left"])
    def test_who_has_gone_is_passed_over(
        self, due: Due, team: CareTeam, responsible: User, hides: str
    ) -> None:
        if hides == "inactive":
            User.objects.filter(pk=responsible.pk).update(is_active=False)
        else:
            Membership.objects.filter(user=responsible).delete()
        plan()
        assert planned() == [(1, "deputy", "to_do")]

    def test_who_is_a_guest_by_now_is_passed_over(
        self, due: Due, team: CareTeam, responsible: User
    ) -> None:
        Membership.objects.filter(user=responsible).update(role=Role.GUEST)
        plan()
        assert planned() == [(1, "deputy", "to_do")]

    def test_a_role_elsewhere_does_not_count(
        self, due: Due, team: CareTeam, responsible: User
    ) -> None:
        elsewhere = Centre.objects.create(name="Elsewhere")
        Membership.objects.filter(user=responsible).update(centre=elsewhere)
        plan()
        assert planned() == [(1, "deputy", "to_do")]

    def test_a_lead_of_another_centre_is_not_asked(
        self, due: Due, person: Callable[..., User]
    ) -> None:
        person(Role.LEAD, at=Centre.objects.create(name="Elsewhere"))
        assert plan() == Planned(added=0, unreachable=1)

    def test_an_item_that_nobody_can_be_told_of_is_counted(self, make_due: MakeDue) -> None:
        make_due()
        make_due(due_date=TODAY + days(1))
        assert plan() == Planned(added=0, unreachable=1)
        assert Delivery.objects.count() == 0


class TestTheNextMail:
    @pytest.mark.parametrize(
        ("passed", "added"),
        [(0, 0), (6, 0), (7, 1), (8, 1), (365, 1)],
    )
    def test_a_sent_one_is_repeated_after_seven_days(
        self, due: Due, team: CareTeam, passed: int, added: int
    ) -> None:
        plan()
        end("sent")
        assert plan(NOON + days(passed)).added == added

    def test_days_are_those_of_the_centre(self, due: Due, team: CareTeam, centre: Centre) -> None:
        Centre.objects.update(time_zone="Pacific/Auckland")
        midnight = datetime.datetime(2030, 5, 14, 12, tzinfo=datetime.UTC)  # 00:00 of the 15th
        second = datetime.timedelta(seconds=1)
        plan()
        end("sent", midnight - second)
        assert plan(midnight + days(6) - second).added == 0
        assert plan(midnight + days(6)).added == 1

    def test_repeats_count_on_and_begin_with_the_first_person(
        self, due: Due, team: CareTeam
    ) -> None:
        for week in range(3):
            assert plan(NOON + days(7 * week)).added == 1
            end("sent", NOON + days(7 * week))
        assert planned() == [(n, "responsible", "sent") for n in (1, 2, 3)]

    def test_repeats_end_with_the_acknowledgement(
        self, due: Due, team: CareTeam, lead: User
    ) -> None:
        plan()
        end("sent")
        Due.objects.update(state="acknowledged", state_by=lead, state_at=NOON)
        assert plan(NOON + days(7)).added == 0

    def test_one_open_at_a_time(self, due: Due, team: CareTeam) -> None:
        plan()
        assert plan(NOON + days(70)).added == 0

    def test_a_dead_letter_goes_to_the_next_person_at_once(self, due: Due, team: CareTeam) -> None:
        for _ in range(3):
            assert plan().added == 1
            end("dead")
        assert planned() == [(1, who, "dead") for who in ("responsible", "deputy", "lead")]

    def test_when_all_letters_are_dead_nobody_is_left_until_the_next_week(
        self, due: Due, team: CareTeam
    ) -> None:
        for _ in range(3):
            plan()
            end("dead")
        assert plan(NOON + days(6)) == Planned(added=0, unreachable=1)
        assert plan(NOON + days(7)) == Planned(added=1, unreachable=1)
        assert planned()[-1] == (2, "responsible", "to_do")

    def test_a_new_lead_gets_what_all_others_could_not(
        self, due: Due, team: CareTeam, person: Callable[..., User]
    ) -> None:
        for _ in range(3):
            plan()
            end("dead")
        person(Role.LEAD, email="successor@test.example")
        assert plan(NOON + days(1)) == Planned(added=1, unreachable=0)
        assert planned()[-1] == (1, "successor", "to_do")

    def test_a_week_after_the_deputy_got_it_the_responsible_is_tried_again(
        self, due: Due, team: CareTeam
    ) -> None:
        plan()
        end("dead")
        plan()
        end("sent")
        plan(NOON + days(7))
        assert planned()[-1] == (2, "responsible", "to_do")

    def test_a_deactivated_recipient_is_followed_at_once(
        self, due: Due, team: CareTeam, responsible: User
    ) -> None:
        plan()
        User.objects.filter(pk=responsible.pk).update(is_active=False)
        assert plan().added == 1
        assert planned() == [(1, "responsible", "cancelled"), (2, "deputy", "to_do")]

    def test_a_new_responsible_gets_the_mail_that_was_not_sent(
        self, due: Due, team: CareTeam, person: Callable[..., User]
    ) -> None:
        plan()
        CareTeam.objects.update(responsible=person(Role.CLINICIAN, email="new@test.example"))
        plan()
        assert planned() == [(1, "responsible", "cancelled"), (2, "new", "to_do")]

    def test_acknowledged_and_opened_again_it_asks_again(
        self, due: Due, team: CareTeam, lead: User
    ) -> None:
        plan()
        Due.objects.update(state="acknowledged", state_by=lead, state_at=NOON)
        plan()
        Due.objects.update(state="open", state_by=None, state_at=None)
        plan()
        assert planned() == [(1, "responsible", "cancelled"), (2, "responsible", "to_do")]

    @pytest.mark.parametrize("ending", ["sent", "dead", "cancelled"])
    def test_a_moved_date_is_a_new_obligation(self, due: Due, team: CareTeam, ending: str) -> None:
        plan()
        end(ending)
        Due.objects.update(due_date=TODAY + days(3))
        assert plan(NOON + days(2)).added == 0
        assert plan(NOON + days(3)).added == 1
        assert planned() == [(1, "responsible", ending), (1, "responsible", "to_do")]

    def test_what_was_unsent_when_the_date_moved_is_cancelled(
        self, due: Due, team: CareTeam
    ) -> None:
        plan()
        Due.objects.update(due_date=TODAY - days(1))
        assert plan().added == 1
        rows = Delivery.objects.order_by("id").values_list("due_date", "ordinal", "state")
        assert list(rows) == [(TODAY, 1, "cancelled"), (TODAY - days(1), 1, "to_do")]

    def test_moved_there_and_back_it_is_not_mailed_twice_in_a_week(
        self, due: Due, team: CareTeam
    ) -> None:
        plan()
        end("sent")
        Due.objects.update(due_date=TODAY + days(30))
        plan(NOON + days(1))
        Due.objects.update(due_date=TODAY)
        assert plan(NOON + days(2)).added == 0
        assert plan(NOON + days(7)).added == 1


class TestTheDatabaseForbids:
    """What no two sweeps can do, whatever they saw when they began."""

    def row(self, due: Due, who: User, **changes: Any) -> Delivery:
        fields = {
            "due": due,
            "due_date": TODAY,
            "ordinal": 1,
            "recipient": who,
            "planned_at": NOON,
            "not_before": NOON,
        }
        return Delivery.objects.create(**fields | {"uid": uuid.uuid4()} | changes)

    def refuses(self, due: Due, who: User, **changes: Any) -> str:
        with pytest.raises(IntegrityError) as refusal, transaction.atomic():
            self.row(due, who, **changes)
        return str(refusal.value.__cause__.diag.constraint_name)

    def test_two_mails_to_do_for_one_item(self, due: Due, responsible: User, deputy: User) -> None:
        self.row(due, responsible)
        refused = self.refuses(due, deputy, due_date=TODAY - days(1), ordinal=2)
        assert refused == "surveillance_one_open_delivery"

    def test_one_ordinal_for_two_people(self, due: Due, responsible: User, deputy: User) -> None:
        self.row(due, responsible, state="sent", ended_at=NOON, sent_by="sweeper:1")
        assert self.refuses(due, deputy) == "surveillance_one_mail_an_ordinal"

    def test_the_same_mail_twice(self, due: Due, responsible: User) -> None:
        self.row(due, responsible, state="dead", ended_at=NOON)
        assert self.refuses(due, responsible) == "surveillance_delivery_once"
