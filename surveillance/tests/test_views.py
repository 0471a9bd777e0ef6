"""The pages of follow-up as people use them: accept, work down, end, and come from a mail."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Centre, Membership, Role, User
from cases.document import load_document
from cases.models import Case, History
from cases.tests.pages import form_of
from surveillance.models import Delivery, Due, DueEvent, Schedule
from surveillance.models.due import State
from surveillance.pages import TABS
from surveillance.planning import add_months
from surveillance.tests.schedules import (
    DAY,
    item,
    mail_about,
    member,
    operated_months_ago,
    planned_months_ago,
    record_death,
    record_operation,
    today,
    undated_schedule,
)

pytestmark = pytest.mark.django_db
People = Callable[..., User]
SignIn = Callable[[User], Client]
WORK_LIST = reverse("surveillance:work_list")
STALE = "the stored cards are of an older state"


@pytest.fixture
def follower(person: People) -> User:
    return person(Role.FOLLOW_UP)


@pytest.fixture
def client(signed_in: SignIn, follower: User) -> Client:
    return signed_in(follower)


def page_of(case: Case) -> str:
    return reverse("surveillance:schedule", args=[case.uid])


def address(action: str, found: Due | Schedule) -> str:
    return reverse(f"surveillance:{action}", args=[found.uid])


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


class TestAccept:
    def typed(self, client: Client, case: Case, **typed: Any) -> dict[str, Any]:
        """What the page's form would post when a person has typed."""
        day = add_months(today(case), -9)
        usual = {"anchor_date": str(day), "anchor_reason": "a letter of May"}
        return form_of(client.get(page_of(case)).content.decode()) | usual | typed

    def test_the_papers_patient_is_proposed_high_grade_with_month_nine(
        self, client: Client, paper_patient: Case
    ) -> None:
        page = client.get(page_of(paper_patient))
        assert page.context["plan"].proposal.headline == (
            "Proposed: Follow-up of intermediate and high-grade sarcoma (ESMO)"
        )
        assert page.context["plan"].offers_acceptance is True
        text = page.content.decode()
        told = ("The grade is not known", "Month 9 is next.")  # the second in the panel too
        assert [text.count(words) for words in told] == [1, 2]

    def test_who_accepts_is_offered_as_the_responsible_and_the_finding_in_four_weeks(
        self, client: Client, paper_patient: Case, follower: User
    ) -> None:
        data = self.typed(client, paper_patient)
        assert data["responsible"] == [str(follower.uid)]
        assert data["resolve_0"] == [str(today(paper_patient) + 28 * DAY)]

    def test_with_an_estimate(self, client: Client, paper_patient: Case, follower: User) -> None:
        before = repr(load_document(paper_patient.pk))
        answer = client.post(page_of(paper_patient), self.typed(client, paper_patient), follow=True)
        schedule = Schedule.objects.get()
        assert said(answer) == ["The schedule runs."]
        assert (schedule.anchor_kind, schedule.anchor_date, schedule.accepted_by) == (
            "planning",
            add_months(today(paper_patient), -9),
            follower,
        )
        lines = answer.context["plan"].dues
        assert [(line.what.split(":")[0], line.is_estimated) for line in lines[:3]] == [
            ("Month 9", True),
            ("Equivocal CT of the thorax", False),
            ("Month 12", True),
        ]
        assert "estimated for planning only: a letter of May" in answer.content.decode()
        assert repr(load_document(paper_patient.pk)) == before

    def test_without_dates(self, client: Client, paper_patient: Case) -> None:
        data = self.typed(client, paper_patient, anchor_date="", without_dates="on")
        answer = client.post(page_of(paper_patient), data, follow=True)
        assert [line.what for line in answer.context["plan"].dues] == [
            "No dates: nobody will be reminded",
            "Equivocal CT of the thorax: micronodules and mediastino-hilar adenopathy;"
            " secondary lesion or sequelae of tuberculosis",
        ]
        assert answer.context["plan"].running.months == (
            "Month 9 next, then 12, 15, 18, 21, 24, 27, 30 and so on"
        )
        assert "No dates: nobody will be reminded of these patients" in (
            client.get(WORK_LIST).content.decode()
        )

    def test_dates_are_accepted_later(self, client: Client, paper_patient: Case) -> None:
        data = self.typed(client, paper_patient, anchor_date="", without_dates="on")
        client.post(page_of(paper_patient), data)
        client.post(page_of(paper_patient), self.typed(client, paper_patient))
        assert list(Schedule.objects.order_by("id").values_list("anchor_kind", "end_kind")) == [
            ("none", "superseded"),
            ("planning", None),
        ]
        assert client.get(WORK_LIST).context["page"].undated == []

    def test_with_the_recorded_day(self, client: Client, paper_patient: Case) -> None:
        day = add_months(today(paper_patient), -8)
        record_operation(paper_patient, str(day))
        page = client.get(page_of(paper_patient))
        assert "anchor_date" not in form_of(page.content.decode())
        client.post(page_of(paper_patient), form_of(page.content.decode()))
        schedule = Schedule.objects.get()
        assert (schedule.anchor_kind, schedule.anchor_date, schedule.first_month) == (
            "surgery",
            day,
            9,
        )

    def test_a_double_press_starts_one(self, client: Client, paper_patient: Case) -> None:
        data = self.typed(client, paper_patient)
        statuses = [client.post(page_of(paper_patient), data).status_code for _ in range(2)]
        assert (statuses, Schedule.objects.count()) == ([303, 303], 1)
        assert Due.objects.exclude(state=State.OPEN).count() == 0

    def test_who_does_not_manage_is_offered_no_form(
        self, signed_in: SignIn, clinician: User, paper_patient: Case
    ) -> None:
        page = signed_in(clinician).get(page_of(paper_patient))
        assert page.context["plan"].offers_acceptance is False
        assert "Somebody who manages follow-up accepts it." in page.content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_the_cards_beside_it_are_current(self, client: Client, paper_patient: Case) -> None:
        client.post(page_of(paper_patient), self.typed(client, paper_patient))
        assert STALE not in client.get(page_of(paper_patient)).content.decode()


class TestWork:
    @pytest.fixture
    def due(self, case: Case) -> Due:
        return item(case, today(case) + DAY)

    @pytest.mark.parametrize(
        ("action", "state", "words"),
        [
            ("acknowledge", "acknowledged", "Acknowledged: no more mails about this item."),
            ("done", "done", "Done."),
            ("move", "open", "Moved."),
        ],
    )
    def test_a_press_and_a_second_one(
        self, client: Client, due: Due, action: str, state: str, words: str
    ) -> None:
        data = {"to": str(today(due.case) + 9 * DAY), "reason": "a holiday"}
        answers = [client.post(address(action, due), data, follow=True) for _ in range(2)]
        assert [said(answer) for answer in answers] == [[words], [words]]
        due.refresh_from_db()
        assert (due.state, due.events.count()) == (state, 1)

    @pytest.mark.parametrize("tab", TABS)
    def test_from_a_tab_it_goes_back_there(self, client: Client, due: Due, tab: str) -> None:
        answer = client.post(address("acknowledge", due), {"tab": tab})
        assert (answer.status_code, answer.url) == (303, f"{WORK_LIST}?tab={tab}")

    @pytest.mark.parametrize("tab", ["", "x", "//elsewhere.example", "\x00"])
    def test_from_anywhere_else_to_the_item(self, client: Client, due: Due, tab: str) -> None:
        answer = client.post(address("acknowledge", due), {"tab": tab})
        assert (answer.status_code, answer.url) == (303, address("due", due))

    @pytest.mark.parametrize("tab", ["x", "//elsewhere.example", "\x00"])
    def test_no_link_leads_to_a_tab_that_is_none(self, client: Client, due: Due, tab: str) -> None:
        text = client.get(address("due", due), {"tab": tab}).content.decode()
        assert f'href="{WORK_LIST}"' in text
        assert "?tab=" not in text

    def test_done_by_mistake(self, client: Client, due: Due) -> None:
        client.post(address("done", due), {"note": "no recurrence"})
        page = client.get(address("due", due)).content.decode()
        assert [page.count(words) for words in ("Done by mistake?", "<q>no recurrence</q>")] == [
            1,
            1,
        ]
        client.post(address("reopen", due), {"reason": "another patient"})
        assert list(DueEvent.objects.order_by("id").values_list("kind", "reason")) == [
            ("done", "no recurrence"),
            ("reopened", "another patient"),
        ]

    @pytest.mark.parametrize("action", ["acknowledge", "done", "move"])
    def test_missing_dates_can_only_be_given(self, client: Client, case: Case, action: str) -> None:
        due = undated_schedule(case).dues.get()
        data = {"to": str(today(case) + 9 * DAY), "reason": "a holiday"}
        answer = client.post(address(action, due), data, follow=True)
        assert said(answer) == ["This ends when the schedule has dates, or has ended."]
        assert (Due.objects.get().state, answer.context["line"].can_work) == ("open", False)

    def test_a_reader_sees_it_without_a_button(
        self, signed_in: SignIn, presenter: User, due: Due
    ) -> None:
        page = signed_in(presenter).get(address("due", due))
        _top, content = page.content.decode().split("<main")
        assert (page.status_code, content.split("</main>")[0].count("<form")) == (200, 0)

    @pytest.mark.parametrize("action", ["acknowledge", "done", "move", "reopen"])
    def test_no_button_is_for_who_reads_here_and_works_elsewhere(
        self, signed_in: SignIn, presenter: User, due: Due, action: str
    ) -> None:
        elsewhere = Centre.objects.create(name="Elsewhere")
        Membership.objects.create(user=presenter, centre=elsewhere, role=Role.LEAD)
        typed = {"to": str(today(due.case) + 9 * DAY), "reason": "a holiday"}
        answer = signed_in(presenter).post(address(action, due), typed)
        assert (answer.status_code, due.events.count()) == (403, 0)

    @pytest.mark.parametrize("action", ["done", "move", "reopen"])
    def test_a_refused_form_is_not_for_who_reads_here_and_works_elsewhere(
        self, signed_in: SignIn, presenter: User, due: Due, action: str
    ) -> None:
        elsewhere = Centre.objects.create(name="Elsewhere")
        Membership.objects.create(user=presenter, centre=elsewhere, role=Role.LEAD)
        answer = signed_in(presenter).post(address(action, due), {"note": "x" * 501})
        assert answer.status_code == 403


class TestEnd:
    @pytest.fixture
    def schedule(self, case: Case) -> Schedule:
        return operated_months_ago(case, 1)

    def test_it_ends_is_offered_back_and_runs_again(
        self, client: Client, schedule: Schedule, follower: User
    ) -> None:
        data = {"kind": "withdrawn", "reason": "the patient is tired"}
        answer = client.post(address("end", schedule), data, follow=True)
        assert said(answer) == ["The schedule has ended. It can be taken back for 30 days."]
        assert (answer.context["plan"].running, answer.context["plan"].ended) == (None, schedule)
        assert [line.schedule for line in client.get(WORK_LIST).context["page"].ended] == [schedule]
        answer = client.post(address("resume", schedule), follow=True)
        assert said(answer) == ["The schedule runs again."]
        assert answer.context["plan"].running.schedule == schedule

    def test_a_double_press_ends_it_once(self, client: Client, schedule: Schedule) -> None:
        lines = History.objects.count()
        answers = [
            client.post(address("end", schedule), {"kind": "other", "reason": reason}, follow=True)
            for reason in ("first", "second")
        ]
        assert said(answers[1]) == ["This schedule has ended already."]
        assert Schedule.objects.get().end_reason == "first"
        assert History.objects.count() == lines + 1

    def test_a_double_press_takes_it_back_once(self, client: Client, schedule: Schedule) -> None:
        client.post(address("end", schedule), {"kind": "other", "reason": "why"}, follow=True)
        answers = [client.post(address("resume", schedule), follow=True) for _ in range(2)]
        assert [said(answer) for answer in answers] == [["The schedule runs again."]] * 2

    @pytest.mark.parametrize("action", ["end", "resume"])
    @pytest.mark.parametrize("typed", [{}, {"kind": "other", "reason": "why"}])
    def test_not_for_who_reads_here_and_manages_elsewhere(
        self,
        signed_in: SignIn,
        clinician: User,
        schedule: Schedule,
        action: str,
        typed: dict[str, str],
    ) -> None:
        elsewhere = Centre.objects.create(name="Elsewhere")
        Membership.objects.create(user=clinician, centre=elsewhere, role=Role.LEAD)
        answer = signed_in(clinician).post(address(action, schedule), typed)
        assert (answer.status_code, Schedule.objects.running().count()) == (403, 1)


class TestWorkList:
    @pytest.mark.parametrize("tab", [*TABS, ""])
    def test_every_tab_opens(self, client: Client, paper_patient: Case, tab: str) -> None:
        planned_months_ago(paper_patient, 8, elapsed_months=8)
        page = client.get(WORK_LIST, {"tab": tab})
        assert (page.status_code, page.context["page"].current.key) == (200, tab or "later")

    @pytest.mark.parametrize("tab", ["x", "overdue'", "\x00", "__class__"])
    def test_there_is_no_other(self, client: Client, tab: str) -> None:
        assert client.get(WORK_LIST, {"tab": tab}).status_code == 404

    def test_a_page_of_three_costs_what_one_costs(self, client: Client, case: Case) -> None:
        costs = []
        for number in (1, 3):
            while Due.objects.count() < number:
                item(case, today(case), step=f"m{Due.objects.count()}", what="resolve_finding")
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(WORK_LIST).context["page"].lines) == number
            costs.append(len(queries))
        assert costs[0] == costs[1]

    def test_the_schedule_s_page_costs_the_same_with_any_number_of_items(
        self, client: Client, case: Case
    ) -> None:
        costs = []
        for number in (1, 3):
            while Due.objects.count() < number:
                item(case, today(case), step=f"m{Due.objects.count()}", what="resolve_finding")
            with CaptureQueriesContext(connection) as queries:
                assert len(client.get(page_of(case)).context["plan"].dues) == number
            costs.append(len(queries))
        assert costs[0] == costs[1]

    def test_a_death_empties_it(self, client: Client, paper_patient: Case) -> None:
        planned_months_ago(paper_patient, 9)
        assert len(client.get(WORK_LIST).context["page"].lines) == 1
        record_death(paper_patient)
        assert client.get(WORK_LIST).context["page"].lines == []

    def test_nobody_left_is_said(self, client: Client, case: Case, follower: User) -> None:
        undated_schedule(case)
        item(case, today(case))
        Membership.objects.exclude(user=follower).delete()
        Membership.objects.filter(user=follower).update(role=Role.CLINICIAN)
        team = Schedule.objects.get().case.care_team
        team.responsible = member(case, Role.GUEST)
        team.save()
        User.objects.filter(pk=team.responsible_id).update(is_active=False)
        page = client.get(WORK_LIST)
        assert page.content.decode().count("Nobody is left to be reminded of these patients") == 1


class TestFromAMail:
    def test_the_link_leads_to_the_item(self, client: Client, case: Case) -> None:
        mail = mail_about(item(case, today(case)))
        answer = client.get(reverse("open_from_mail", args=[mail.uid]))
        assert (answer.status_code, answer.url) == (302, address("due", mail.due))

    def test_by_way_of_signing_in(self, case: Case) -> None:
        link = reverse("open_from_mail", args=[mail_about(item(case, today(case))).uid])
        answer = Client().get(link)
        assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next={link}")

    def test_a_foreign_one_and_none_are_the_same(
        self, signed_in: SignIn, stranger: User, case: Case
    ) -> None:
        mail = mail_about(item(case, today(case)))
        client = signed_in(stranger)
        answers = [
            client.get(reverse("open_from_mail", args=[uid])) for uid in (mail.uid, uuid.uuid4())
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
        assert Delivery.objects.count() == 1

    def test_one_of_an_item_that_was_replaced_still_opens(self, client: Client, case: Case) -> None:
        mail = mail_about(undated_schedule(case).dues.get())
        operated_months_ago(case, 1)
        answer = client.get(reverse("open_from_mail", args=[mail.uid]), follow=True)
        assert (answer.status_code, answer.context["line"].state) == (200, "superseded")
