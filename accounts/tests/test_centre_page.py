"""The page on which a lead decides how old findings may be at a meeting."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.forms import LIMITS
from accounts.models import Centre, Membership, Role, User

PAGE = "/centre/"


@pytest.fixture
def lead(person: Callable[..., User]) -> User:
    return person(Role.LEAD)


@pytest.fixture
def client(signed_in: Callable[[User], Client], lead: User) -> Client:
    return signed_in(lead)


def typed(centre: Centre, ct: Any = 5, labs: Any = 3, seen: str = "") -> dict[str, Any]:
    return {
        "centre": str(centre.uid),
        "ct_max_age_weeks": ct,
        "labs_max_age_weeks": labs,
        "seen": seen,
    }


def limits(centre: Centre) -> tuple[int, int]:
    centre.refresh_from_db()
    return centre.ct_max_age_weeks, centre.labs_max_age_weeks


def test_a_centre_begins_with_six_and_four_weeks(client: Client, centre: Centre) -> None:
    page = client.get(PAGE)
    assert limits(centre) == (6, 4)
    assert [form.initial["ct_max_age_weeks"] for form in page.context["forms"]] == [6]
    html = page.content.decode()
    assert "Nobody has changed these limits yet." in html
    assert "Dates are counted in the time zone Europe/Paris." in html


def test_the_lead_changes_them_and_is_named(client: Client, centre: Centre, lead: User) -> None:
    answer = client.post(PAGE, typed(centre), follow=True)
    assert (answer.redirect_chain, limits(centre)) == ([(PAGE, 303)], (5, 3))
    assert centre.limits_changed_by == lead
    html = answer.content.decode()
    assert f"Saved: {centre.name}" in html
    assert f"Changed last by {lead.name}," in html


@pytest.mark.parametrize("weeks", ["0", "53", "-1", "", "six", "1e3", "4.5", "\x00"])
def test_what_is_no_number_of_weeks_within_a_year_is_refused(
    client: Client, centre: Centre, weeks: str
) -> None:
    answer = client.post(PAGE, typed(centre, ct=weeks))
    assert (answer.status_code, limits(centre)) == (422, (6, 4))
    assert list(answer.context["forms"][0].errors) == ["ct_max_age_weeks"]


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("weeks", [0, 53])
def test_the_database_refuses_them_too(centre: Centre, name: str, weeks: int) -> None:
    setattr(centre, name, weeks)
    with pytest.raises(IntegrityError), transaction.atomic():
        centre.save()


def test_who_and_when_stand_together(centre: Centre, lead: User) -> None:
    centre.limits_changed_by = lead
    with pytest.raises(IntegrityError), transaction.atomic():
        centre.save()


def test_two_leads_do_not_overwrite_each_other(client: Client, centre: Centre) -> None:
    seen = client.get(PAGE).context["forms"][0].initial["seen"]
    client.post(PAGE, typed(centre, ct=8, seen=seen))
    answer = client.post(PAGE, typed(centre, ct=10, seen=seen))
    assert (answer.status_code, limits(centre)) == (422, (8, 3))
    assert answer.context["forms"][0].non_field_errors() == [
        "Somebody else changed these limits meanwhile. Look at them."
    ]
    now = client.get(PAGE).context["forms"][0].initial["seen"]
    assert client.post(PAGE, typed(centre, ct=10, seen=now)).status_code == 303
    assert limits(centre) == (10, 3)


def test_pressed_twice_is_saved_once(client: Client, centre: Centre) -> None:
    first, second = (client.post(PAGE, typed(centre)).status_code for _press in range(2))
    assert (first, second, limits(centre)) == (303, 303, (5, 3))


def test_each_centre_of_a_lead_has_its_own(client: Client, centre: Centre, lead: User) -> None:
    second = Centre.objects.create(name="Another")
    Membership.objects.create(user=lead, centre=second, role=Role.LEAD)
    client.post(PAGE, typed(second))
    assert (limits(centre), limits(second)) == ((6, 4), (5, 3))
    assert [form.centre for form in client.get(PAGE).context["forms"]] == [second, centre]


@pytest.mark.parametrize("role", [None, Role.CLINICIAN])
def test_a_centre_that_is_not_managed_is_not_found(
    client: Client, lead: User, role: str | None
) -> None:
    foreign = Centre.objects.create(name="Elsewhere")
    if role:
        Membership.objects.create(user=lead, centre=foreign, role=role)
    assert (client.post(PAGE, typed(foreign)).status_code, limits(foreign)) == (404, (6, 4))


def test_the_bar_names_the_page_to_those_who_may(
    client: Client, signed_in: Callable[[User], Client], clinician: User
) -> None:
    link = 'href="/centre/"'
    theirs, others = client.get("/cases/"), signed_in(clinician).get("/cases/")
    assert (link in theirs.content.decode(), link in others.content.decode()) == (True, False)


def test_queries_do_not_grow_with_the_centres(client: Client, lead: User, centre: Centre) -> None:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as of_one:
        client.get(PAGE)
    for number in (2, 3):
        more = Centre.objects.create(name=f"Centre {number}")
        Membership.objects.create(user=lead, centre=more, role=Role.LEAD)
    with CaptureQueriesContext(connection) as of_three:
        client.get(PAGE)
    assert len(of_three) == len(of_one)
