"""The pages that say whether a case is ready for the board, and the port behind them."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from cases.models import Case, CtAbdomen, Presentation
from cases.ports import Need, collect_needs
from cases.readiness.requirements import REQUIREMENTS
from cases.tests.pages import address, save

DAY = datetime.date(2026, 3, 31)
ALL = len(REQUIREMENTS)


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    return signed_in(clinician)


def page_of(case: Case) -> str:
    return reverse("cases:ready", args=[case.uid])


def readiness_of(client: Client, case: Case, on: str = "") -> Any:
    return client.get(page_of(case), {"on": on} if on else {}).context["readiness"]


def ct_of(case: Case, date: str, position: int = 0) -> CtAbdomen:
    return CtAbdomen.objects.create(
        case=case, date=date, modality="ct", contrast="present", position=position
    )


def broken(case: Case, on_date: datetime.date) -> list[Need]:
    raise ValueError("a port's fault")


def minutes(case: Case, on_date: datetime.date) -> list[Need]:
    return [Need(f"Minutes of {on_date}")]


def test_an_empty_case_lacks_everything_in_the_order_of_the_table(
    client: Client, case: Case
) -> None:
    readiness = readiness_of(client, case)
    assert (readiness.answered, readiness.required) == (0, ALL)
    assert [need.title for need in readiness.needs] == [str(each.title) for each in REQUIREMENTS]
    assert (readiness.met, readiness.reasons) == ([], [])


def test_each_line_leads_to_a_field_that_its_page_has(client: Client, case: Case) -> None:
    ct_of(case, "2026-01-05")
    needs = readiness_of(client, case, str(DAY)).needs
    assert len(needs) == ALL
    for need in needs:
        place, _hash, anchor = need.address.partition("#")
        html = client.get(place).content.decode()
        assert (need.title, f'id="{anchor}"' in html) == (need.title, True)


def test_a_study_grows_too_old_for_a_later_meeting(client: Client, case: Case) -> None:
    row = ct_of(case, "2026-03-01")
    on_day, later = (readiness_of(client, case, on) for on in ("2026-03-31", "2026-05-31"))
    assert [line.text for line in on_day.met] == ["1 Mar 2026"]
    (need,) = [need for need in later.needs if need.text]
    assert need.text == "1 Mar 2026, more than 6 weeks before the meeting"
    assert need.address == address(case, "ct_abdomen", row.uid) + "#id_date"


def test_the_centre_s_own_limit_counts(client: Client, case: Case) -> None:
    ct_of(case, "2026-03-01")
    case.centre.ct_max_age_weeks = 52
    case.centre.save()
    assert readiness_of(client, case, "2026-12-31").answered == 1


def test_a_reason_is_answered_and_told(client: Client, case: Case) -> None:
    Presentation.objects.create(case=case, meta={"ecog": {"missing": "not_done"}}, sex="unknown")
    readiness = readiness_of(client, case)
    lines = [(line.title, line.text) for line in readiness.reasons]
    assert lines == [("Sex", "unknown"), ("Performance status", "not done")]
    assert (readiness.answered, readiness.met) == (2, [])


def test_the_year_of_birth_answers_without_being_told(client: Client, case: Case) -> None:
    case.identity.year_of_birth = 1957
    case.identity.save()
    html = client.get(page_of(case)).content.decode()
    assert ("year of birth is known" in html, "1957" in html) == (True, False)


def test_ready_is_the_day_of_the_centre(client: Client, case: Case) -> None:
    case.centre.time_zone = "Pacific/Auckland"
    case.centre.save()
    with time_machine.travel(datetime.datetime(2026, 11, 23, 20, tzinfo=datetime.UTC), tick=False):
        assert client.get(page_of(case)).context["day"] == datetime.date(2026, 11, 24)


@pytest.mark.parametrize("on", ["x", "2026-02-30", "0001-01-01", "9999-12-31", "\x00", "1" * 999])
def test_a_day_that_is_none_is_said_and_today_is_shown(client: Client, case: Case, on: str) -> None:
    answer = client.get(page_of(case), {"on": on})
    assert answer.status_code == 422
    assert len(answer.context["form"].errors["on"]) == 1
    assert answer.context["readiness"].required == ALL


def test_the_rail_counts_on_every_page_of_the_case(client: Client, case: Case) -> None:
    save(client, case, "presentation", sex="male", age_at_diagnosis="56")
    html = client.get(address(case, "labs")).content.decode()
    (link,) = re.findall(r'<a class="rail-ready".*?</a>', html, re.S)
    assert " ".join(re.sub("<[^>]*>", " ", link).split()) == f"Board 2 of {ALL}"
    assert page_of(case) in link


def test_the_question_shows_the_same_list_beneath_it(client: Client, case: Case) -> None:
    Presentation.objects.create(case=case, sex="male")
    beneath = client.get(address(case, "question")).context["middle"].below
    readiness = readiness_of(client, case)
    assert beneath.context["readiness"] == readiness
    assert client.get(address(case, "labs")).context["middle"].below is None


class TestPort:
    def test_the_needs_of_all_ports_stand_in_order(self, case: Case) -> None:
        Presentation.objects.create(case=case, sex="male")
        with override_settings(CASE_NEEDS=[f"{__name__}.minutes", "cases.readiness.needs.missing"]):
            needs = collect_needs(case, DAY)
        assert [need.title for need in needs[:2]] == [
            "Minutes of 2026-03-31",
            "Question to the board",
        ]
        assert len(needs) == ALL

    def test_one_that_raises_is_said_and_not_silent(self, case: Case) -> None:
        with override_settings(CASE_NEEDS=[f"{__name__}.broken", f"{__name__}.minutes"]):
            titles = [need.title for need in collect_needs(case, DAY)]
        assert titles == ["A part of this list could not be made", "Minutes of 2026-03-31"]

    def test_without_ports_the_page_works(self, client: Client, case: Case) -> None:
        with override_settings(CASE_NEEDS=[]):
            assert readiness_of(client, case).needs == []


@pytest.mark.parametrize("slug", ["ready", "question"])
def test_queries_do_not_grow_with_the_rows(client: Client, case: Case, slug: str) -> None:
    counts = []
    for number in (1, 2, 3):
        ct_of(case, "2026-03-01", number)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(case, slug))
        counts.append(len(queries))
    assert counts[1:] == counts[:1] * 2
