"""What people and machines are told about the reminders: the banner and the health page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.memberships import Memberships
from accounts.models import Role, User
from surveillance import banner, health
from surveillance.engine.clock import database_now
from surveillance.engine.heartbeat import beat, watch
from surveillance.models import Heartbeat
from surveillance.tests.engine.conftest import MakeDue, days

pytestmark = pytest.mark.django_db
CARERS = {Role.CLINICIAN, Role.PRESENTER, Role.FOLLOW_UP, Role.LEAD}


def alive(*, celery: bool = True, sweeper: bool = True, found: str = "") -> None:
    now = database_now()
    beat("celery", now - (0 if celery else 1) * days(1), "celery:1")
    watch(now - (0 if sweeper else 1) * days(1), "sweeper:1", found)


def said_to(user: User) -> list[str]:
    request = RequestFactory().get("/")
    request.memberships = Memberships.of(user)  # type: ignore[attr-defined]
    return banner.warnings(request)


class TestBanner:
    def test_all_is_well(self, clinician: User) -> None:
        alive()
        assert said_to(clinician) == []

    @pytest.mark.parametrize("part", ["beat", "worker", "broker"])
    def test_a_dead_part_is_named(self, clinician: User, part: str) -> None:
        alive(celery=False, found=part)
        assert said_to(clinician) == [
            f"Reminders: {'' if part == 'beat' else 'the '}{part} has stopped; "
            "mails go out through the safety net."
        ]

    def test_so_is_the_safety_net(self, clinician: User) -> None:
        alive(sweeper=False)
        assert said_to(clinician) == [
            "Reminders: the safety net has stopped; mails go out only while the worker runs."
        ]

    def test_when_both_are_dead_nothing_is_sent(self, clinician: User) -> None:
        alive(celery=False, sweeper=False, found="worker")
        assert said_to(clinician) == [
            "Reminders are NOT being sent: worker and safety net have stopped."
        ]

    @pytest.mark.parametrize(
        ("counts", "sentence"),
        [
            (
                {"failing": 1},
                "Reminders: 1 mail does not get away; the mail server does not take it.",
            ),
            (
                {"failing": 3},
                "Reminders: 3 mails do not get away; the mail server does not take them.",
            ),
            ({"unreachable": 1}, "Reminders: 1 due item has nobody who can be reminded."),
            ({"unreachable": 4}, "Reminders: 4 due items have nobody who can be reminded."),
        ],
    )
    def test_what_does_not_get_away_is_counted(
        self, clinician: User, counts: dict[str, int], sentence: str
    ) -> None:
        alive()
        Heartbeat.objects.filter(part="celery").update(counted_at=database_now(), **counts)
        assert said_to(clinician) == [sentence]

    @pytest.mark.parametrize(("age_days", "count"), [(0, 0), (1, 1)])
    def test_a_new_installation_is_told_only_when_something_waits(
        self, clinician: User, make_due: MakeDue, age_days: int, count: int
    ) -> None:
        make_due(created_at=database_now() - days(age_days))
        sentence = "Reminders are NOT being sent: what sends them has never been started."
        assert said_to(clinician) == [sentence] * count

    @pytest.mark.parametrize("role", Role)
    def test_it_is_for_those_who_look_after_patients(
        self, person: Callable[..., User], role: Role
    ) -> None:
        user = person(role)
        alive(celery=False, sweeper=False)
        memberships = Memberships.of(user)
        request = RequestFactory().get("/")
        request.memberships = memberships  # type: ignore[attr-defined]
        with CaptureQueriesContext(connection) as queries:
            found = banner.warnings(request)
        is_carer = role in CARERS
        assert (len(found), len(queries)) == ((1, 1) if is_carer else (0, 0))

    def test_it_stands_on_a_page(
        self, signed_in: Callable[[User], Client], clinician: User
    ) -> None:
        alive(celery=False, found="broker")
        page = signed_in(clinician).get(reverse("cases:list")).content.decode()
        assert page.count(str(banner.BY_DEAD_PART["broker"])) == 1

    def test_a_visitor_is_told_nothing(self, client: Client) -> None:
        alive(celery=False, sweeper=False)
        assert b"Reminders" not in client.get(reverse("account_login")).content


class TestHealth:
    def answer(self, client: Client) -> tuple[int, Any]:
        answer = client.get("/healthz/reminders")
        return answer.status_code, answer.json()

    def test_all_is_well(self, client: Client) -> None:
        alive()
        assert self.answer(client) == (
            200,
            {
                "dead_part": "",
                "has_begun": True,
                "failing": 0,
                "unreachable": 0,
                "dead_letters": 0,
            },
        )

    def test_a_dead_part(self, client: Client) -> None:
        alive(celery=False, found="worker")
        status, body = self.answer(client)
        assert (status, body["dead_part"]) == (503, "worker")

    @pytest.mark.parametrize(("name", "status"), [("failing", 503), ("dead_letters", 200)])
    def test_what_does_not_get_away(self, client: Client, name: str, status: int) -> None:
        alive()
        Heartbeat.objects.filter(part="celery").update(counted_at=database_now(), **{name: 2})
        found, body = self.answer(client)
        assert (found, body[name]) == (status, 2)

    def test_nothing_was_ever_started(self, client: Client) -> None:
        status, body = self.answer(client)
        assert (status, body["has_begun"]) == (503, False)

    def test_the_database_is_away(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def away() -> None:
            raise OperationalError("away")

        monkeypatch.setattr(health, "state", away)
        assert self.answer(client) == (503, {"database": "unreachable"})
