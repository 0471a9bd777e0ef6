"""The three facts about a case, and the steps that a record can take."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cases.models import Case, FollowUp, History, Identity, Presentation
from cases.pages.states import Flag
from cases.tests.pages import address, form_of, opened, save

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db(transaction=True)  # one transaction, one version


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


def url_of(case: Case) -> str:
    return reverse("cases:status", args=[case.uid])


def take(client: Client, case: Case, step: str, reason: str = "moved away", **typed: Any) -> Any:
    version = Case.objects.values_list("version", flat=True).get(pk=case.pk)
    data = {"transition": step, "reason": reason, "base_version": version} | typed
    return client.post(url_of(case), data)


def state_of(case: Case) -> tuple[str, str | None]:
    return Case.objects.values_list("record_status", "record_status_reason").get(pk=case.pk)


def steps_of(answer: Any) -> list[str]:
    return [step.transition.name for step in answer.context["status"].steps]


class TestSteps:
    @pytest.mark.parametrize(
        ("before", "step", "after"),
        [
            ("open", "close", ("closed", "moved away")),
            ("open", "mark_in_error", ("entered_in_error", "moved away")),
            ("closed", "reopen", ("open", None)),
            ("closed", "mark_in_error", ("entered_in_error", "moved away")),
            ("entered_in_error", "take_back", ("open", None)),
        ],
    )
    def test_a_step_leads_to_its_state_and_history_keeps_the_reason(
        self, client: Client, case: Case, before: str, step: str, after: tuple[str, str | None]
    ) -> None:
        Case.objects.update(record_status=before, record_status_reason="before")
        answer = take(client, case, step)
        assert (answer.status_code, answer.url) == (303, url_of(case))
        assert state_of(case) == after
        assert History.objects.filter(reason="moved away").count() == 1

    @pytest.mark.parametrize(
        ("state", "offered"),
        [
            ("open", ["close", "mark_in_error"]),
            ("closed", ["reopen", "mark_in_error"]),
            ("entered_in_error", ["take_back"]),
        ],
    )
    def test_only_steps_from_the_state_are_offered_and_taken(
        self, client: Client, case: Case, state: str, offered: list[str]
    ) -> None:
        Case.objects.update(record_status=state, record_status_reason="why")
        assert steps_of(client.get(url_of(case))) == offered
        others = {"close", "reopen", "mark_in_error", "take_back"} - set(offered)
        assert {take(client, case, step).status_code for step in others} == {409}
        assert state_of(case) == (state, "why")

    @pytest.mark.parametrize("reason", ["", "   ", "a\x00b", "x" * 501])
    def test_a_reason_is_asked_for(self, client: Client, case: Case, reason: str) -> None:
        answer = take(client, case, "close", reason)
        assert (answer.status_code, state_of(case)) == (422, ("open", None))
        (step,) = [s for s in answer.context["status"].steps if s.transition.name == "close"]
        assert len(step.form.errors["reason"]) == 1

    def test_reopening_needs_none(self, client: Client, case: Case) -> None:
        take(client, case, "close")
        assert take(client, case, "reopen", "").status_code == 303
        assert state_of(case) == ("open", None)

    def test_somebody_else_s_step_meanwhile_is_shown_first(
        self, client: Client, case: Case
    ) -> None:
        page = form_of(client.get(url_of(case)).content.decode())
        take(client, case, "close", "moved away")
        take(client, case, "reopen")
        answer = take(client, case, "close", "another", base_version=page["base_version"][0])
        assert (answer.status_code, state_of(case)) == (409, ("open", None))
        assert 'value="another"' in answer.content.decode()

    def test_another_change_meanwhile_is_none_of_its_business(
        self, client: Client, case: Case
    ) -> None:
        Presentation.objects.create(case=case, sex="male")
        answer = take(client, case, "close", base_version=case.version)
        assert (answer.status_code, state_of(case)[0]) == (303, "closed")

    def test_a_running_plan_keeps_the_record_open(self, client: Client, case: Case) -> None:
        Case.objects.update(surveillance_state="planned")
        page = client.get(url_of(case))
        assert steps_of(page) == []
        status = page.context["status"]
        assert status.keeps_open == "Follow-up runs: end its schedule before the record is closed."
        assert status.schedule.title == "Schedule"
        assert take(client, case, "close").status_code == 409
        assert state_of(case) == ("open", None)

    def test_without_follow_up_wired_there_is_no_link_to_it(
        self, client: Client, case: Case, settings: Any
    ) -> None:
        settings.CASE_PAGES = []
        Case.objects.update(surveillance_state="planned")
        assert client.get(url_of(case)).context["status"].schedule is None

    def test_an_unknown_step_is_refused(self, client: Client, case: Case) -> None:
        assert take(client, case, "delete").status_code == 400

    def test_a_presenter_reads_and_is_offered_nothing(
        self, signed_in: SignIn, presenter: User, case: Case
    ) -> None:
        reader = signed_in(presenter)
        assert steps_of(reader.get(url_of(case))) == []
        assert take(reader, case, "close").status_code == 403


class TestFacts:
    def facts(self, client: Client, case: Case) -> list[tuple[str, str, str, str]]:
        facts = client.get(url_of(case)).context["status"].facts
        return [(fact.title, fact.words, fact.basis, fact.address) for fact in facts]

    def test_of_an_empty_case(self, client: Client, case: Case) -> None:
        assert self.facts(client, case) == [
            ("Record", "open", "", ""),
            ("Patient", "not recorded", "No follow-up visit tells it.", ""),
            ("Follow-up", "none", "", ""),
        ]

    def test_the_state_of_the_patient_names_the_visit_that_tells_it(
        self, client: Client, case: Case
    ) -> None:
        save(
            client,
            case,
            "follow_up",
            date="2021-03-05",
            death_date="2021-03-05",
            vital_status="dead_of_disease",
        )
        visit = FollowUp.objects.get()
        assert self.facts(client, case)[1] == (
            "Patient",
            "dead, 5 Mar 2021",
            "says the follow-up visit of 5 Mar 2021",
            address(case, "follow_up", visit.uid),
        )

    def test_an_end_of_follow_up_names_who_and_why(
        self, client: Client, case: Case, clinician: User
    ) -> None:
        case.surveillance_state, case.surveillance_reason = "ended", "moved away"
        case.surveillance_by = clinician
        case.save()
        assert self.facts(client, case)[2] == ("Follow-up", "ended", "moved away (clinician)", "")


class TestClosedRecord:
    @pytest.fixture(params=["closed", "entered_in_error"])
    def closed(self, request: pytest.FixtureRequest, case: Case) -> Case:
        Case.objects.update(record_status=request.param, record_status_reason="a mistake")
        return case

    def test_says_so_on_every_page_and_offers_no_save(self, client: Client, closed: Case) -> None:
        for slug in ("presentation", "identity"):
            answer = client.get(closed.get_absolute_url() + f"{slug}/")
            html = answer.content.decode()
            assert (slug, "a mistake." in html, 'type="submit">Save' in html) == (slug, True, False)

    def test_a_save_is_refused_and_what_was_typed_stays_in_sight(
        self, client: Client, case: Case
    ) -> None:
        mine = opened(client, case, "presentation", comorbidities="diabetes")
        take(client, case, "close", "a mistake")
        answer = client.post(address(case, "presentation"), mine)
        assert (answer.status_code, Presentation.objects.count()) == (409, 0)
        assert "Not saved: the record is closed." in answer.content.decode()
        assert form_of(answer.content.decode())["comorbidities"] == ["diabetes"]

    def test_the_identity_cannot_be_changed(self, client: Client, closed: Case) -> None:
        url = reverse("cases:identity", args=[closed.uid])
        version = Case.objects.get(pk=closed.pk).version
        data = {"record_number": "118-22", "initials": "A.B.", "base_version": version}
        assert client.post(url, data).status_code == 409
        assert Identity.objects.get().initials is None

    def test_a_save_made_before_is_still_answered_as_it_was(
        self, client: Client, case: Case
    ) -> None:
        mine = opened(client, case, "presentation", sex="male")
        first = client.post(address(case, "presentation"), mine)
        take(client, case, "close")
        assert client.post(address(case, "presentation"), mine).url == first.url

    def test_one_entered_in_error_is_opened_by_its_address_only(
        self, client: Client, case: Case
    ) -> None:
        take(client, case, "mark_in_error", "twice")
        assert client.get(reverse("cases:list")).context["lines"] == []
        assert client.get(address(case, "presentation")).context["page"].closed_notice == (
            "This record was entered in error and does not count: twice."
        )


class TestHeader:
    def flags(self, client: Client, case: Case) -> list[Flag]:
        flags: list[Flag] = client.get(address(case, "labs")).context["page"].flags
        return flags

    def test_an_open_record_of_a_living_patient_has_none(self, client: Client, case: Case) -> None:
        Case.objects.update(vital_state="alive")
        assert self.flags(client, case) == []

    def test_what_is_not_usual_stands_there(self, client: Client, case: Case) -> None:
        Case.objects.update(
            record_status="closed",
            record_status_reason="done",
            vital_state="lost",
            vital_state_date="2021-03",
        )
        assert self.flags(client, case) == [Flag("closed"), Flag("lost to follow-up, Mar 2021")]

    def test_a_date_that_nobody_recorded(self, client: Client, case: Case) -> None:
        Case.objects.update(vital_state="dead")
        assert self.flags(client, case) == [Flag("dead, date not recorded")]
