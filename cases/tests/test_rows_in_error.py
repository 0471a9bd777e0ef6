"""A row entered in error leaves everything that counts, is listed with its reason, and can come
back."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from cases.document import load_document
from cases.models import Case, CaseIndex, Draft, FollowUp, History, Labs, Recurrences
from cases.tests.pages import address, form_of, opened, save

SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db(transaction=True)  # one transaction, one version


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


@pytest.fixture
def row(client: Client, case: Case) -> Labs:
    save(client, case, "labs", date="2021-03-03", ldh__result="high")
    return Labs.objects.get()


def post(client: Client, case: Case, name: str, row: Any, slug: str = "labs", **typed: Any) -> Any:
    version = Case.objects.values_list("version", flat=True).get(pk=case.pk)
    data = {"row": row.uid, "base_version": version, "reason": "other patient"} | typed
    return client.post(reverse(f"cases:{name}", args=[case.uid, slug]), data)


def mark(client: Client, case: Case, row: Any, **typed: Any) -> Any:
    return post(client, case, "row_in_error", row, **typed)


def take_back(client: Client, case: Case, row: Any, **typed: Any) -> Any:
    return post(client, case, "row_counts_again", row, **typed)


def last_message(answer: Any) -> str:
    return str(list(answer.context["messages"])[-1])


def reason_of(row: Any) -> str | None:
    row.refresh_from_db()
    reason: str | None = row.entered_in_error
    return reason


def test_leaves_document_tabs_and_count_and_is_listed(
    client: Client, case: Case, row: Labs
) -> None:
    answer = mark(client, case, row)
    assert (answer.status_code, answer.url) == (303, address(case, "labs"))
    assert "labs" not in load_document(case.pk)
    assert CaseIndex.objects.get().answered == 0
    page = client.get(address(case, "labs"))
    assert [tab.title for tab in page.context["middle"].tabs] == ["Panel 1, new"]
    listed = [(line.title, line.reason) for line in page.context["page"].rows_in_error]
    assert listed == [("Panel · 3 Mar 2021", "other patient")]
    assert "Entered in error (1)" in page.content.decode()


def test_history_keeps_who_and_why(client: Client, case: Case, row: Labs, clinician: User) -> None:
    mark(client, case, row)
    line = History.objects.latest("id")
    told = {"entered_in_error": "other patient"}
    assert (line.actor, line.reason, line.after) == (clinician.pk, "other patient", told)


def test_comes_back(client: Client, case: Case, row: Labs) -> None:
    mark(client, case, row)
    answer = take_back(client, case, row)
    assert (answer.status_code, answer.url) == (303, address(case, "labs", row.uid))
    assert reason_of(row) is None
    assert [panel["ldh"] for panel in load_document(case.pk)["labs"]] == [{"result": "high"}]


def test_what_follows_from_it_is_undone(client: Client, case: Case) -> None:
    save(client, case, "recurrences", date="2021-03-03")
    row = Recurrences.objects.get()
    assert CaseIndex.objects.get().has_recurred is True
    mark(client, case, row, slug="recurrences")
    assert CaseIndex.objects.get().has_recurred is None


def test_a_death_that_was_entered_in_error_is_none(client: Client, case: Case) -> None:
    save(client, case, "follow_up", date="2021-03-03", vital_status="dead_of_disease")
    mark(client, case, FollowUp.objects.get(), slug="follow_up")
    case.refresh_from_db()
    assert (case.vital_state, case.vital_state_date) == (None, None)


@pytest.mark.parametrize("reason", ["", "  ", "a\x00b", "x" * 501])
def test_a_reason_is_asked_for_and_what_was_typed_is_kept(
    client: Client, case: Case, row: Labs, reason: str
) -> None:
    answer = mark(client, case, row, reason=reason)
    assert (answer.status_code, reason_of(row)) == (422, None)
    assert len(answer.context["reason"].errors["reason"]) == 1
    assert answer.context["middle"].row_uid == row.uid


@pytest.mark.parametrize("act", [mark, take_back])
def test_a_row_that_somebody_changed_meanwhile_is_shown_first(
    client: Client, case: Case, row: Labs, act: Any
) -> None:
    before = Case.objects.values_list("version", flat=True).get()
    save(client, case, "labs", row.uid, ldh__result="normal")
    reason = None if act is mark else "other patient"
    Labs.objects.update(entered_in_error=reason)
    assert act(client, case, row, base_version=before).status_code == 409
    assert reason_of(row) == reason


def test_a_change_elsewhere_is_no_hindrance(client: Client, case: Case, row: Labs) -> None:
    before = Case.objects.values_list("version", flat=True).get()
    save(client, case, "presentation", sex="male")
    assert mark(client, case, row, base_version=before).status_code == 303
    assert reason_of(row) == "other patient"


def test_what_somebody_else_types_into_it_is_not_saved_and_not_lost(
    client: Client, case: Case, row: Labs
) -> None:
    mine = opened(client, case, "labs", row.uid, ldh__result="normal")
    mark(client, case, row)
    answer = client.post(address(case, "labs", row.uid), mine)
    html = answer.content.decode()
    assert (answer.status_code, reason_of(row)) == (409, "other patient")
    assert "Not saved: this entry is marked as entered in error by now." in html
    assert form_of(html)["ldh__result"][-1] == "normal"
    take_back(client, case, row)
    assert client.post(address(case, "labs", row.uid), form_of(html)).status_code == 303
    row.refresh_from_db()
    assert row.ldh == {"result": "normal"}


def test_what_was_typed_into_it_and_not_saved_goes_with_it(
    client: Client, case: Case, row: Labs, clinician: User
) -> None:
    Draft.objects.create(
        user=clinician, case=case, section="labs", row_uid=row.uid, fields={"ldh": {}}
    )
    mark(client, case, row)
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(("act", "reason"), [(mark, None), (take_back, "twice")])
def test_a_closed_record_is_left_as_it_is(
    client: Client, case: Case, row: Labs, act: Any, reason: str | None
) -> None:
    Labs.objects.update(entered_in_error=reason)
    Case.objects.update(record_status="closed", record_status_reason="done")
    answer = act(client, case, row)
    assert (answer.status_code, reason_of(row)) == (409, reason)
    told = answer.context.get("refusal") or last_message(answer)
    assert told == "Not saved: the record is closed."


def test_a_death_does_not_come_back_before_what_was_done_since(client: Client, case: Case) -> None:
    save(client, case, "follow_up", vital_status="dead_other", death_date="2020-12-01")
    death = FollowUp.objects.get()
    mark(client, case, death, slug="follow_up")
    save(client, case, "surgery", date="2022-01-01", operated="present")
    answer = take_back(client, case, death, slug="follow_up")
    assert (answer.status_code, reason_of(death)) == (422, "other patient")
    said = (
        "Not changed: then the record would contradict itself. Surgery, “Date of the operation”"
        " (1 Jan 2022) lies after the death of the patient (1 Dec 2020)."
    )
    assert last_message(answer) == said


def test_what_would_leave_an_operation_after_the_death_stays(client: Client, case: Case) -> None:
    for year in ("2020", "2023"):
        FollowUp.objects.create(case=case, vital_status="dead_other", death_date=year)
    save(client, case, "surgery", date="2022", operated="present")
    later = FollowUp.objects.get(death_date="2023")
    answer = mark(client, case, later, slug="follow_up")
    assert (answer.status_code, reason_of(later)) == (422, None)
    said = "(2022) lies after the death of the patient (2020)."
    assert answer.context["refusal"].endswith(said)


def test_what_was_out_of_order_before_hinders_nothing(client: Client, case: Case) -> None:
    FollowUp.objects.create(case=case, vital_status="dead_other", death_date="2020")
    early = Labs.objects.create(case=case, date="2019")
    Labs.objects.create(case=case, date="2022", position=1)
    assert mark(client, case, early).status_code == 303
    assert take_back(client, case, early).status_code == 303


def test_a_row_of_another_case_or_of_none_is_not_found(
    client: Client, case: Case, paper_patient: Case
) -> None:
    theirs = Labs.objects.get(case=paper_patient)
    answers = [
        mark(client, case, theirs),
        mark(client, case, Labs(uid=uuid.uuid4())),
        mark(client, case, theirs, slug="presentation"),
        mark(client, case, theirs, slug="horoscope"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert reason_of(theirs) is None


def test_a_new_row_and_a_section_of_one_offer_nothing(
    client: Client, case: Case, row: Labs
) -> None:
    told = "Mark as entered in error"
    places = [("labs", row.uid), ("labs", uuid.uuid4()), ("presentation", None)]
    pages = [client.get(address(case, *place)).content.decode() for place in places]
    assert [told in html for html in pages] == [True, False, False]


def test_a_reader_sees_the_list_and_no_way_to_change_it(
    client: Client, signed_in: SignIn, presenter: User, case: Case, row: Labs
) -> None:
    mark(client, case, row)
    html = signed_in(presenter).get(address(case, "labs")).content.decode()
    assert ("other patient" in html, "Take it back" in html) == (True, False)


def test_the_list_is_one_query_however_long(client: Client, case: Case, row: Labs) -> None:
    client.get(address(case, "labs"))  # reads what the save had to say
    counts = []
    for number in (1, 3):
        while Labs.objects.exclude(entered_in_error=None).count() < number:
            Labs.objects.create(case=case, entered_in_error="twice")
        with CaptureQueriesContext(connection) as queries:
            client.get(address(case, "labs"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
