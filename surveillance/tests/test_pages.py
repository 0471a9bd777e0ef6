"""The work list: which tab an item stands on at any hour anywhere, and who is told what."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.memberships import Memberships
from accounts.models import Centre, Membership, Role, User
from cases.models import Case, FollowUp, Identity
from surveillance.actions import acknowledge, complete, move
from surveillance.models import Due
from surveillance.pages import (
    TABS,
    due_lines,
    work_list,
)
from surveillance.tests.schedules import (
    DATE,
    DAY,
    NOON,
    clock_at,
    due_of,
    item,
    mail_about,
    member,
    operated_months_ago,
    planned_months_ago,
    record_death,
    shown,
    today,
    undated_schedule,
)

pytestmark = pytest.mark.django_db
People = Callable[..., User]


def another(case: Case, number: int = 2) -> Case:
    """A further case of the same centre."""
    made = Case.objects.create(centre=case.centre, pseudonym=f"IVC-{number:04}")
    Identity.objects.create(case=made, centre=case.centre, record_number=str(number))
    return made


def counts(viewer: Memberships, now: datetime.datetime | None = None) -> dict[str, str]:
    page = work_list(viewer, "", now or timezone.now())
    return {tab.key: tab.count for tab in page.tabs}


def tabs_with(viewer: Memberships, now: datetime.datetime | None = None) -> list[str]:
    return [key for key, count in counts(viewer, now).items() if count != "0"]


class TestBorders:
    @pytest.mark.parametrize(
        ("days", "tab"),
        [(-400, "overdue"), (-1, "overdue"), (0, "this_week"), (6, "this_week"), (7, "later")],
    )
    def test_around_today(self, case: Case, viewer: Memberships, days: int, tab: str) -> None:
        item(case, DATE + days * DAY)
        assert tabs_with(viewer, NOON) == [tab]

    @pytest.mark.parametrize(
        ("zone", "local"), [("Pacific/Tongatapu", DATE + DAY), ("Pacific/Pago_Pago", DATE)]
    )
    @pytest.mark.parametrize(
        ("days", "tab"), [(-1, "overdue"), (0, "this_week"), (6, "this_week"), (7, "later")]
    )
    def test_by_the_day_of_the_centre(
        self,
        case: Case,
        viewer: Memberships,
        zone: str,
        local: datetime.date,
        days: int,
        tab: str,
    ) -> None:
        """At noon in UTC it is the next day at UTC+13; an hour before midnight it is yet at -11."""
        Centre.objects.filter(pk=case.centre_id).update(time_zone=zone)
        item(case, local + days * DAY)
        assert tabs_with(viewer, NOON) == [tab]

    def test_at_one_moment_it_is_three_days_on_earth(self, case: Case, clinician: User) -> None:
        """At 10:30 in UTC: 30 April in Samoa, 1 May in Paris, 2 May on Kiribati's Line Islands."""
        zones = {"Pacific/Pago_Pago": -1, "Europe/Paris": 0, "Pacific/Kiritimati": 1}
        for zone in zones:
            centre = Centre.objects.create(name=zone, time_zone=zone)
            Membership.objects.create(user=clinician, centre=centre, role=Role.CLINICIAN)
            item(Case.objects.create(centre=centre, pseudonym=zone), DATE)
        lines = shown(Memberships.of(clinician), "overdue", NOON.replace(hour=10, minute=30)).lines
        assert [(line.patient, line.lateness) for line in lines] == [
            ("Pacific/Kiritimati", "1 day late")
        ]
        this_week = shown(Memberships.of(clinician), "this_week", NOON.replace(hour=10, minute=30))
        assert {line.patient: line.lateness for line in this_week.lines} == {
            "Europe/Paris": "today",
            "Pacific/Pago_Pago": "in 1 day",
        }

    def test_an_item_wanders_through_the_tabs_as_time_passes(
        self, case: Case, viewer: Memberships
    ) -> None:
        item(case, DATE)
        found = [tabs_with(viewer, NOON + days * DAY) for days in (-7, -6, 0, 1)]
        assert found == [["later"], ["this_week"], ["this_week"], ["overdue"]]

    def test_an_item_without_a_date_is_for_later(self, case: Case, viewer: Memberships) -> None:
        item(case, None, what="resolve_finding", text="Equivocal CT")
        (line,) = shown(viewer, "later").lines
        assert (line.what, line.date, line.lateness) == ("Equivocal CT", "no date", "")


class TestLines:
    def test_a_line_says_what_when_who_and_whose(
        self, paper_patient: Case, viewer: Memberships
    ) -> None:
        with clock_at(NOON):
            planned_months_ago(paper_patient, 9, elapsed_months=8)
        (line,) = shown(viewer, "this_week", NOON).lines
        assert (line.what, line.lateness, line.tone) == (
            "Month 9: visit with CT of chest, abdomen and pelvis",
            "today",
            "soon",
        )
        assert (line.patient, line.responsible, line.is_estimated) == (
            "DEMO-0001",
            "the follow_up",
            True,
        )
        assert line.last_contact == "8 months after treatment"

    def test_the_record_number_is_for_those_who_see_identities(
        self, case: Case, viewer: Memberships
    ) -> None:
        item(case, today(case))
        blind = Memberships(frozenset({(case.centre_id, Role.GUEST)}))
        found = [
            due_lines(Due.objects.all(), each, timezone.now(), 9)[0].record_number
            for each in (viewer, blind)
        ]
        assert found == ["118-22", ""]

    @pytest.mark.parametrize(("days", "tone"), [(1, ""), (0, "soon"), (-28, "soon"), (-29, "late")])
    def test_late_is_past_the_window(
        self, case: Case, viewer: Memberships, days: int, tone: str
    ) -> None:
        item(case, DATE + days * DAY, window_after_days=28)
        (line,) = due_lines(Due.objects.all(), viewer, NOON, 9)
        assert line.tone == tone

    def test_the_newest_contact_is_told(self, case: Case, viewer: Memberships) -> None:
        FollowUp.objects.create(case=case, date="2025-03-02", position=1)
        FollowUp.objects.create(case=case, date="2026-01", position=0)
        FollowUp.objects.create(
            case=case, date="2026-09-09", position=3, entered_in_error="another patient"
        )
        item(case, today(case))
        assert shown(viewer, "this_week").lines[0].last_contact == "Jan 2026"

    def test_the_earliest_comes_first(self, case: Case, viewer: Memberships) -> None:
        for days in (5, 3, 4):
            item(another(case, days), today(case) + days * DAY)
        patients = [line.patient for line in shown(viewer, "this_week").lines]
        assert patients == ["IVC-0003", "IVC-0004", "IVC-0005"]

    def test_who_may_not_work_is_offered_nothing(self, case: Case, person: People) -> None:
        item(case, today(case))
        roles = [Role.CLINICIAN, Role.PRESENTER, Role.FOLLOW_UP, Role.LEAD]
        found = {
            role: shown(Memberships.of(person(role)), "this_week").lines[0].can_work
            for role in roles
        }
        assert found == dict.fromkeys(roles, True) | {Role.PRESENTER: False}

    def test_those_elsewhere_see_nothing(self, case: Case, stranger: User) -> None:
        item(case, today(case))
        undated_schedule(another(case))
        page = shown(Memberships.of(stranger), "")
        assert {tab.count for tab in page.tabs} == {"0"}
        assert (page.lines, page.undated, page.unreachable, page.ended) == ([], [], [], [])


class TestLater:
    def test_one_visit_a_patient(self, case: Case, viewer: Memberships) -> None:
        for each in (case, another(case)):
            operated_months_ago(each, 1)
        lines = shown(viewer, "later").lines
        assert [(line.patient, line.due.step) for line in lines] == [
            ("IVC-0001", "m003"),
            ("IVC-0002", "m003"),
        ]
        assert counts(viewer)["later"] == "2"

    def test_when_one_is_done_the_next_comes(self, case: Case, viewer: Memberships) -> None:
        complete(due=due_of(operated_months_ago(case, 1), 3), by=member(case))
        assert [line.due.step for line in shown(viewer, "later").lines] == ["m006"]

    def test_a_visit_that_somebody_moved_or_looks_after_is_hidden_behind_none(
        self, case: Case, viewer: Memberships
    ) -> None:
        schedule = operated_months_ago(case, 0)
        by, far = schedule.accepted_by, today(case) + 3000 * DAY
        acknowledge(due=due_of(schedule, 9), by=by)
        move(due=due_of(schedule, 6), by=by, to=far, reason="a slip")
        steps = [line.due.step for line in shown(viewer, "later").lines]
        assert steps == ["m003", "m009", "m006"]

    def test_a_finding_stands_beside_the_visit(self, case: Case, viewer: Memberships) -> None:
        operated_months_ago(case, 1)
        item(case, today(case) + 900 * DAY, what="resolve_finding", text="Equivocal CT")
        assert [line.what for line in shown(viewer, "later").lines] == [
            "Month 3: visit with CT of chest, abdomen and pelvis",
            "Equivocal CT",
        ]


class TestHidden:
    def test_what_is_done(self, case: Case, viewer: Memberships) -> None:
        complete(due=item(case, today(case)), by=member(case))
        assert tabs_with(viewer) == []

    def test_but_not_what_is_acknowledged(self, case: Case, viewer: Memberships) -> None:
        acknowledge(due=item(case, today(case)), by=member(case))
        (line,) = shown(viewer, "this_week").lines
        assert (line.is_acknowledged, line.is_pending, line.state) == (True, True, "acknowledged")

    def test_that_of_the_dead(self, case: Case, viewer: Memberships) -> None:
        item(case, today(case))
        undated_schedule(case)
        record_death(case)
        page = shown(viewer, "")
        assert (tabs_with(viewer), page.undated, page.unreachable) == ([], [], [])

    def test_that_of_a_closed_record(self, case: Case, viewer: Memberships) -> None:
        item(case, today(case))
        Case.objects.update(record_status="closed", record_status_reason="moved")
        assert tabs_with(viewer) == []


class TestAlarms:
    @pytest.mark.parametrize("tab", TABS)
    def test_missing_dates_are_red_on_every_tab_and_on_none(
        self, case: Case, viewer: Memberships, tab: str
    ) -> None:
        undated_schedule(case)
        page = shown(viewer, tab)
        assert [(line.patient, line.can_work) for line in page.undated] == [("IVC-0001", False)]
        assert tabs_with(viewer) == []

    def test_nobody_is_left(self, case: Case, viewer: Memberships, clinician: User) -> None:
        operated_months_ago(case, 1)
        assert shown(viewer, "").unreachable == []
        User.objects.exclude(pk=clinician.pk).update(is_active=False)
        assert [line.patient for line in shown(viewer, "").unreachable] == ["IVC-0001"]

    def test_an_owner_a_deputy_or_a_lead_is_somebody(
        self, case: Case, viewer: Memberships, person: People, clinician: User
    ) -> None:
        schedule = operated_months_ago(case, 1, deputy=person(Role.CLINICIAN))
        User.objects.filter(pk=schedule.accepted_by_id).update(is_active=False)
        assert shown(viewer, "").unreachable == []
        User.objects.exclude(pk=clinician.pk).update(is_active=False)
        schedule.dues.update(owner=clinician)
        assert shown(viewer, "").unreachable == []
        schedule.dues.update(owner=None)
        person(Role.LEAD)
        assert shown(viewer, "").unreachable == []

    def test_a_lead_of_another_centre_is_nobody(
        self, case: Case, viewer: Memberships, person: People
    ) -> None:
        item(case, today(case))
        person(Role.LEAD, at=Centre.objects.create(name="Elsewhere"))
        assert len(shown(viewer, "").unreachable) == 1


class TestDeadLetters:
    def test_an_open_item_whose_mail_could_not_be_delivered(
        self, case: Case, viewer: Memberships
    ) -> None:
        due = item(case, today(case))
        for _ in range(2):
            mail_about(due, state="dead", sent_by=None)
        assert tabs_with(viewer) == ["this_week", "undelivered"]
        assert [line.due for line in shown(viewer, "undelivered").lines] == [due]

    def test_not_once_somebody_looks_after_it_or_its_date_is_another(
        self, case: Case, viewer: Memberships
    ) -> None:
        first, second = (item(each, today(case)) for each in (case, another(case)))
        for due in (first, second):
            mail_about(due, state="dead", sent_by=None)
        acknowledge(due=first, by=member(case))
        move(due=second, by=member(case), to=today(case) + DAY, reason="a holiday")
        assert tabs_with(viewer) == ["this_week"]


class TestSize:
    def test_counts_stop_at_99_and_lines_at_100(self, case: Case, viewer: Memberships) -> None:
        for number in range(99):
            item(case, today(case), step=f"m{number}")
        assert counts(viewer)["this_week"] == "99"
        assert shown(viewer, "this_week").is_cut is False
        for number in range(2):
            item(case, today(case), step=f"n{number}", what="resolve_finding")
        page = shown(viewer, "this_week")
        assert (counts(viewer)["this_week"], len(page.lines), page.is_cut) == ("99+", 100, True)

    @pytest.mark.parametrize("tab", TABS)
    def test_the_same_queries_however_many(self, case: Case, viewer: Memberships, tab: str) -> None:
        def fill(each: Case) -> None:
            for days in (-1, 0, 7):
                due = item(each, today(case) + days * DAY, what="resolve_finding")
                mail_about(due, state="dead", sent_by=None)
            undated_schedule(each)

        fill(case)
        with CaptureQueriesContext(connection) as one:
            assert len(shown(viewer, tab).undated) == 1
        for number in (2, 3):
            fill(another(case, number))
        with CaptureQueriesContext(connection) as three:
            page = shown(viewer, tab)
        assert (len(page.undated), len(page.lines)) == (3, 9 if tab == "undelivered" else 3)
        assert len(three) == len(one)

    def test_it_opens_where_there_is_something(self, case: Case, viewer: Memberships) -> None:
        assert shown(viewer, "").current.key == "overdue"
        item(case, today(case) + 7 * DAY)
        assert shown(viewer, "").current.key == "later"
