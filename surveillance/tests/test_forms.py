"""What is refused on the pages of follow-up: 422, a sentence, and what was typed is kept."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role, User
from cases.models import Case
from surveillance.models import CareTeam, Due, DueEvent, Schedule
from surveillance.planning import add_months
from surveillance.tests.schedules import DAY, item, operated_months_ago, record_operation, today

pytestmark = pytest.mark.django_db
People = Callable[..., User]
UNREADABLE = "This text holds characters that cannot be read. Remove them."
REQUIRED = "This field is required."
TOO_LONG = "Ensure this value has at most 500 characters (it has 10000)."
NO_DAY = "Enter a valid date."
NOBODY = "Select a valid choice. That choice is not one of the available choices."
BAD_REASONS = [
    ("", REQUIRED),
    ("   ", REQUIRED),
    ("a%00b", "Null characters are not allowed."),
    ("%ED%A0%80", UNREADABLE),
    ("x" * 10_000, TOO_LONG),
]
REASONS = pytest.mark.parametrize(("raw", "message"), BAD_REASONS, ids=lambda text: text[:12])


@pytest.fixture
def lead(person: People) -> User:
    return person(Role.LEAD)


@pytest.fixture
def client(signed_in: Callable[[User], Client], lead: User) -> Client:
    made = signed_in(lead)
    made.raise_request_exception = False
    return made


def post(client: Client, url: str, raw: str = "", **typed: Any) -> Any:
    """raw: already encoded, for what no encoder would let through."""
    body = "&".join(part for part in (urlencode(typed), raw) if part)
    return client.post(url, body, content_type="application/x-www-form-urlencoded")


def refusal(answer: Any, form: str) -> tuple[int, dict[str, list[str]]]:
    return answer.status_code, dict(answer.context["forms"][form].errors)


class TestDue:
    @pytest.fixture
    def due(self, case: Case) -> Due:
        return item(case, today(case))

    def url(self, action: str, due: Due) -> str:
        return reverse(f"surveillance:{action}", args=[due.uid])

    @pytest.mark.parametrize(
        ("to", "message"),
        [
            ("", REQUIRED),
            ("soon", NO_DAY),
            ("2026-02-30", NO_DAY),
            ("\x00", NO_DAY),
            ("9" * 5000, NO_DAY),
            ("0001-01-01", "This day lies in the past. Choose today or later."),
            ("9999-12-31", "This day is more than ten years ahead."),
        ],
        ids=lambda text: text[:12],
    )
    def test_a_day_that_is_none(self, client: Client, due: Due, to: str, message: str) -> None:
        answer = post(client, self.url("move", due), to=to, reason="a holiday in May")
        assert refusal(answer, "move") == (422, {"to": [message]})
        assert "a holiday in May" in answer.content.decode()
        assert DueEvent.objects.count() == 0

    @pytest.mark.parametrize(
        ("ahead", "status"), [((0, -1), 422), ((0, 0), 303), ((120, 0), 303), ((120, 1), 422)]
    )
    def test_from_today_to_ten_years_ahead(
        self, client: Client, due: Due, ahead: tuple[int, int], status: int
    ) -> None:
        to = add_months(today(due.case), ahead[0]) + ahead[1] * DAY
        assert post(client, self.url("move", due), to=to, reason="why").status_code == status

    @pytest.mark.parametrize("written", ["%Y-%m-%d", "%d/%m/%Y"])
    def test_a_day_may_be_picked_or_typed(self, client: Client, due: Due, written: str) -> None:
        to = today(due.case) + 3 * DAY
        post(client, self.url("move", due), to=to.strftime(written), reason="why")
        due.refresh_from_db()
        assert due.due_date == to

    @REASONS
    def test_a_reason_that_is_none(self, client: Client, due: Due, raw: str, message: str) -> None:
        to = today(due.case) + 3 * DAY
        answer = post(client, self.url("move", due), f"reason={raw}", to=to)
        assert refusal(answer, "move") == (422, {"reason": [message]})
        assert f'value="{to}"' in answer.content.decode()

    @pytest.mark.parametrize(("raw", "message"), BAD_REASONS[2:], ids=lambda text: text[:12])
    def test_a_note_that_cannot_be_kept(
        self, client: Client, due: Due, raw: str, message: str
    ) -> None:
        answer = post(client, self.url("done", due), f"note={raw}")
        assert refusal(answer, "done") == (422, {"note": [message]})
        assert DueEvent.objects.count() == 0

    @REASONS
    def test_a_reopening_needs_a_reason(
        self, client: Client, due: Due, raw: str, message: str
    ) -> None:
        post(client, self.url("done", due))
        answer = post(client, self.url("reopen", due), f"reason={raw}")
        assert refusal(answer, "reopen") == (422, {"reason": [message]})
        assert Due.objects.get().state == "done"


class TestEnd:
    @pytest.fixture
    def url(self, case: Case) -> str:
        return reverse("surveillance:end", args=[operated_months_ago(case, 1).uid])

    @pytest.mark.parametrize(
        ("kind", "message"),
        [
            ("", REQUIRED),
            (
                "superseded",
                "Select a valid choice. superseded is not one of the available choices.",
            ),
            ("x", "Select a valid choice. x is not one of the available choices."),
        ],
    )
    def test_a_kind_that_no_person_chooses(
        self, client: Client, url: str, kind: str, message: str
    ) -> None:
        answer = post(client, url, kind=kind, reason="moved abroad")
        assert refusal(answer, "end") == (422, {"kind": [message]})
        assert "moved abroad" in answer.content.decode()
        assert Schedule.objects.running().count() == 1

    @REASONS
    def test_a_reason_that_is_none(self, client: Client, url: str, raw: str, message: str) -> None:
        answer = post(client, url, f"reason={raw}", kind="withdrawn")
        assert refusal(answer, "end") == (422, {"reason": [message]})
        assert '<option value="withdrawn" selected>' in answer.content.decode()
        assert Schedule.objects.running().count() == 1


class TestAccept:
    @pytest.fixture
    def accept(self, client: Client, paper_patient: Case, lead: User) -> Callable[..., Any]:
        """Posts what the page of the published patient asks for, with changes."""
        url = reverse("surveillance:schedule", args=[paper_patient.uid])
        usual = {
            "anchor_date": add_months(today(paper_patient), -9),
            "anchor_reason": "a letter of May",
            "responsible": lead.uid,
            "deputy": "",
            "resolve_0": today(paper_patient) + 28 * DAY,
        }

        def act(raw: str = "", leave_out: str = "", **typed: Any) -> Any:
            data = {name: value for name, value in (usual | typed).items() if name != leave_out}
            return post(client, url, raw, **data)

        return act

    def refused(self, answer: Any) -> dict[str, list[str]]:
        assert answer.status_code == 422
        assert (Schedule.objects.count(), Due.objects.count(), CareTeam.objects.count()) == (
            0,
            0,
            0,
        )
        return dict(answer.context["forms"]["accept"].errors)

    def test_what_the_page_asks_for_is_taken(self, accept: Callable[..., Any]) -> None:
        assert accept().status_code == 303
        assert Schedule.objects.get().anchor_reason == "a letter of May"

    def test_neither_a_date_nor_without(self, accept: Callable[..., Any]) -> None:
        answer = accept(anchor_date="")
        assert self.refused(answer) == {
            "anchor_date": ["Give a date, or say below that none can be estimated."]
        }
        assert "a letter of May" in answer.content.decode()

    def test_both_a_date_and_without(self, accept: Callable[..., Any]) -> None:
        answer = accept(without_dates="on")
        assert self.refused(answer) == {
            "without_dates": ["There is a date: choose one of the two."]
        }
        assert "a letter of May" in answer.content.decode()

    @pytest.mark.parametrize("typed", ["soon", "\x00", "2026-02-30"])
    def test_a_date_that_is_none(self, accept: Callable[..., Any], typed: str) -> None:
        assert self.refused(accept(anchor_date=typed)) == {"anchor_date": [NO_DAY]}

    @pytest.mark.parametrize(
        ("months", "days", "message"),
        [
            (-360, -1, "This day is more than 30 years ago."),
            (-8, 1, "The record tells of follow-up after it: {latest} at the latest."),
            (0, 0, "The record tells of follow-up after it: {latest} at the latest."),
            (0, 1, "This day lies in the future."),
        ],
    )
    def test_a_date_that_cannot_be(
        self,
        accept: Callable[..., Any],
        paper_patient: Case,
        months: int,
        days: int,
        message: str,
    ) -> None:
        now = today(paper_patient)
        latest = add_months(now, -8)
        answer = accept(anchor_date=add_months(now, months) + days * DAY)
        told = message.format(latest=f"{latest.day} {latest:%b %Y}")
        assert self.refused(answer) == {"anchor_date": [told]}

    @pytest.mark.parametrize("months", [-360, -8])
    def test_the_first_and_the_last_that_can_be(
        self, accept: Callable[..., Any], paper_patient: Case, months: int
    ) -> None:
        answer = accept(anchor_date=add_months(today(paper_patient), months))
        assert answer.status_code == 303

    @pytest.mark.parametrize(
        ("raw", "message"),
        [("", "Say what the estimate rests on."), *BAD_REASONS[2:]],
        ids=lambda text: text[:12],
    )
    def test_a_reason_that_is_none(
        self, accept: Callable[..., Any], paper_patient: Case, raw: str, message: str
    ) -> None:
        answer = accept(f"anchor_reason={raw}", leave_out="anchor_reason")
        errors = self.refused(answer)
        assert errors["anchor_reason"][0] == message
        day = add_months(today(paper_patient), -9)
        assert f'value="{day}"' in answer.content.decode()

    @pytest.mark.parametrize("typed", ["", "x", "\x00", "9" * 400, str(uuid.UUID(int=7))])
    def test_a_responsible_who_is_nobody(self, accept: Callable[..., Any], typed: str) -> None:
        expected = REQUIRED if not typed else NOBODY
        answer = accept(responsible=typed)
        assert self.refused(answer) == {"responsible": [expected]}
        assert "a letter of May" in answer.content.decode()

    @pytest.mark.parametrize("field", ["responsible", "deputy"])
    def test_nor_somebody_elsewhere_without_the_role_or_gone(
        self, accept: Callable[..., Any], person: People, stranger: User, field: str
    ) -> None:
        gone, reader = person(Role.LEAD), person(Role.PRESENTER)
        User.objects.filter(pk=gone.pk).update(is_active=False)
        for user in (stranger, gone, reader):
            assert self.refused(accept(**{field: user.uid})) == {field: [NOBODY]}

    def test_a_deputy_who_is_the_responsible(self, accept: Callable[..., Any], lead: User) -> None:
        assert self.refused(accept(deputy=lead.uid)) == {
            "deputy": ["The deputy is somebody else than the responsible."]
        }

    @pytest.mark.parametrize(
        ("months", "days", "message"),
        [
            (0, -1, "This day lies in the past. Choose today or later."),
            (120, 1, "This day is more than ten years ahead."),
        ],
    )
    def test_a_finding_is_resolved_within_ten_years(
        self,
        accept: Callable[..., Any],
        paper_patient: Case,
        months: int,
        days: int,
        message: str,
    ) -> None:
        answer = accept(resolve_0=add_months(today(paper_patient), months) + days * DAY)
        assert self.refused(answer) == {"resolve_0": [message]}

    def test_a_finding_may_be_left(self, accept: Callable[..., Any]) -> None:
        assert accept(resolve_0="").status_code == 303
        assert Due.objects.filter(origin="finding").count() == 0

    def test_a_record_that_fits_no_schedule_is_refused(
        self, client: Client, case: Case, lead: User
    ) -> None:
        url = reverse("surveillance:schedule", args=[case.uid])
        answer = post(client, url, without_dates="on", responsible=lead.uid)
        assert (answer.status_code, Schedule.objects.count()) == (422, 0)
        assert "No schedule can be proposed yet" in answer.content.decode()

    def test_a_recorded_date_leaves_no_room_for_another(
        self, accept: Callable[..., Any], paper_patient: Case
    ) -> None:
        day = today(paper_patient) - 300 * DAY
        record_operation(paper_patient, str(day))
        assert accept(anchor_date=today(paper_patient), without_dates="on").status_code == 303
        schedule = Schedule.objects.get()
        assert (schedule.anchor_kind, schedule.anchor_date) == ("surgery", day)
