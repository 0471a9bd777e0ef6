"""A page asks the database as often for three rows of everything as for one."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Centre, Membership, Role, User
from cases.models import Case
from cases.sections import SECTIONS
from surveillance.tests.schedules import undated_schedule

ALONE = ["/cases/", "/follow-up/", "/follow-up/?tab=later"]


@pytest.fixture
def reader(clinician: User, centre: Centre, signed_in: Callable[[User], Client]) -> Client:
    """Somebody who sees every page of a case."""
    Membership.objects.create(user=clinician, centre=centre, role=Role.LEAD)
    return signed_in(clinician)


def fill(centre: Centre, rows: int) -> Case:
    """As many cases as rows, each with so many rows in every section that has several; the last."""
    for number in range(rows):
        case = Case.objects.create(centre=centre, pseudonym=f"Q-{rows}-{number}")
        for section in SECTIONS:
            for position in range(rows if section.is_many else 1):
                section.model._default_manager.create(case=case, position=position)
    undated_schedule(case)
    return case


def links_of(reader: Client, case: Case) -> list[str]:
    """Every page of the case to which its own page links."""
    text = reader.get(case.get_absolute_url(), follow=True).content.decode()
    return sorted(set(re.findall(rf'href="(/[\w/-]*{case.uid}[\w/-]*)"', text)))


def questions(reader: Client, address: str) -> int:
    """Statements for the page when it is asked for again: the first time fills caches."""
    assert reader.get(address, follow=True).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        reader.get(address, follow=True)
    return len(asked)


def counts(reader: Client, case: Case) -> dict[str, int]:
    """Statements by page; the case's number is left out of its addresses."""
    addresses = [*ALONE, *links_of(reader, case)]
    return {each.replace(str(case.uid), "CASE"): questions(reader, each) for each in addresses}


def test_three_rows_ask_as_often_as_one(reader: Client, centre: Centre) -> None:
    of_one = counts(reader, fill(centre, 1))
    of_three = counts(reader, fill(centre, 3))
    assert of_three == of_one
    assert len(of_one) >= 20
