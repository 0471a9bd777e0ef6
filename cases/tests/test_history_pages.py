"""The pages of the history: every saved version in words, and two versions side by side."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from accounts.models import Role, User
from cases.changing import say_who
from cases.history.changes import RowChange, apply
from cases.history.log import changes_between, state_at
from cases.history.parts import FieldChange, part_of, place_of
from cases.models import Case, Identity, Labs, Presentation, SaveKey
from cases.pages.history import VersionLine
from cases.sections import SECTIONS
from cases.tests.pages import address, form_of, opened, save

pytestmark = pytest.mark.django_db(transaction=True)  # one transaction, one version
SignIn = Callable[[User], Client]


@pytest.fixture
def client(signed_in: SignIn, clinician: User) -> Client:
    return signed_in(clinician)


def history_of(client: Client, case: Case, **query: Any) -> list[VersionLine]:
    answer = client.get(reverse("cases:history", args=[case.uid]), query)
    assert answer.status_code == 200
    versions: list[VersionLine] = answer.context["history"].versions
    return versions


def compared(client: Client, case: Case, **query: Any) -> list[RowChange]:
    answer = client.get(reverse("cases:compare", args=[case.uid]), query)
    assert answer.status_code == 200
    rows: list[RowChange] = answer.context["comparison"].rows
    return rows


def latest(client: Client, case: Case) -> VersionLine:
    return history_of(client, case)[0]


def version_of(case: Case) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)


class TestVersions:
    def test_a_save_says_who_what_from_what_to_what(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", sex="male", pack_years="10")
        save(client, case, "presentation", sex="female")
        line = latest(client, case)
        assert (line.number, line.who) == (version_of(case), "clinician")
        assert line.rows == [RowChange("Presentation", "", [FieldChange("Sex", "male", "female")])]

    def test_the_newest_stands_first_and_the_first_is_the_start(
        self, client: Client, case: Case
    ) -> None:
        save(client, case, "presentation", sex="male")
        lines = history_of(client, case)
        assert [line.number for line in lines] == [3, 2, 1]
        assert lines[2].rows == [
            RowChange("Case", "new", [FieldChange("Pseudonym", "", "IVC-0001")])
        ]
        assert lines[1].rows == [
            RowChange("Identity", "new", [FieldChange("local record number", "", "118-22")])
        ]

    def test_what_no_person_wrote_is_an_import_or_a_command(
        self, client: Client, paper_patient: Case
    ) -> None:
        line = latest(client, paper_patient)
        assert (line.who, line.reason, line.is_folded) == ("import or command", "", True)

    def test_values_have_units_limits_reasons_sources_and_other_statements(
        self, client: Client, case: Case
    ) -> None:
        save(
            client,
            case,
            "labs",
            date="2021-03-03",
            haemoglobin="12",
            haemoglobin__unit="g/dL",
            haemoglobin__lower="13.5",
            haemoglobin__source="the letter",
            **{"haemoglobin__other-0": "11.5", "haemoglobin__other-0__unit": "g/dL"},
            calcium__missing="not_done",
        )
        (row,) = latest(client, case).rows
        assert (row.title, row.event) == ("Laboratory, Panel 1 · 3 Mar 2021", "new")
        assert row.fields == [
            FieldChange("Date of the sample", "", "3 Mar 2021"),
            FieldChange(
                "Haemoglobin",
                "",
                "12 g/dL, lower limit 13.5 g/dL (the letter); another source says 11.5 g/dL",
            ),
            FieldChange("Calcium, total", "", "not done"),
        ]

    def test_a_source_alone_is_a_change(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", sex="male")
        save(client, case, "presentation", sex__source="the letter")
        assert latest(client, case).rows == [
            RowChange("Presentation", "", [FieldChange("Sex", "male", "male (the letter)")])
        ]

    def test_a_field_is_emptied(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", sex="male", ecog="1")
        save(client, case, "presentation", ecog="")
        (row,) = latest(client, case).rows
        assert row.fields == [FieldChange("ECOG performance status", "1", "")]

    def test_a_row_entered_in_error_and_back(self, client: Client, case: Case) -> None:
        row = Labs.objects.create(case=case, date="2020")
        Labs.objects.create(case=case, position=1, date="2021")
        Labs.objects.filter(pk=row.pk).update(entered_in_error="other patient")
        Labs.objects.filter(date="2021").update(ldh={"result": "high"})
        Labs.objects.filter(pk=row.pk).update(entered_in_error=None)
        told = [line.rows for line in history_of(client, case)[:3]]
        assert told == [
            [RowChange("Laboratory, Panel 1 · 2020", "counts again", [])],
            [RowChange("Laboratory, Panel 1 · 2021", "", [FieldChange("LDH", "", "high")])],
            [RowChange("Laboratory, Panel 1 · 2020", "entered in error: other patient", [])],
        ]

    def test_a_conflict_that_was_overruled(self, client: Client, case: Case) -> None:
        mine = opened(client, case, "presentation", sex="female")
        save(client, case, "presentation", sex="male")
        refused = client.post(address(case, "presentation"), mine)
        again = form_of(refused.content.decode()) | {"resolve__sex": "mine"}
        assert client.post(address(case, "presentation"), again).status_code == 303
        assert latest(client, case).rows == [
            RowChange("Presentation", "", [FieldChange("Sex", "male", "female")])
        ]

    def test_a_state_is_told_with_its_reason(
        self, client: Client, case: Case, clinician: User
    ) -> None:
        case.surveillance_state, case.surveillance_reason = "ended", "moved away"
        case.surveillance_by = clinician
        case.save()
        assert latest(client, case).rows == [
            RowChange(
                "Case",
                "",
                [
                    FieldChange("Follow-up", "none", "ended"),
                    FieldChange("Reason for the state of follow-up", "", "moved away"),
                    FieldChange("Follow-up decided by", "", "clinician"),
                ],
            )
        ]

    def test_the_reason_of_a_person_is_told(
        self, client: Client, case: Case, clinician: User
    ) -> None:
        with transaction.atomic():
            say_who(clinician, "typing error")
            Presentation.objects.create(case=case, sex="male")
        assert latest(client, case).reason == "typing error"

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.GUEST])
    def test_who_may_not_see_identities_reads_only_that_one_changed(
        self, signed_in: SignIn, person: Callable[..., User], case: Case, role: Role
    ) -> None:
        Identity.objects.update(initials="A.B.")
        reader = signed_in(person(role))
        assert latest(reader, case).rows == [RowChange("Identity", "changed", [])]
        html = reader.get(reverse("cases:history", args=[case.uid])).content.decode()
        assert ("118-22" in html, "A.B." in html) == (False, False)
        assert compared(reader, case, **{"from": 1, "to": version_of(case)}) == [
            RowChange("Identity", "changed", [])
        ]

    def test_no_identifier_and_no_raw_data_stand_on_the_page(
        self, client: Client, paper_patient: Case
    ) -> None:

        answer = client.get(reverse("cases:history", args=[paper_patient.uid]))
        main = strip_tags(answer.content.decode().split("<main")[1].split("</main>")[0])
        row = Labs.objects.get(case=paper_patient)
        raw = ["{", "}", "meta", "case_id", "cases_", str(row.uid), "not_assessed", "None"]
        assert [word for word in raw if word in main] == []

    def test_pages_of_25_by_version(self, client: Client, case: Case) -> None:
        for ecog in range(27):
            Presentation.objects.update_or_create(case=case, defaults={"ecog": ecog % 5})
        newest = history_of(client, case)
        answer = client.get(reverse("cases:history", args=[case.uid]))
        older = history_of(client, case, before=answer.context["history"].older)
        assert [line.number for line in newest + older] == list(range(29, 0, -1))
        assert (len(newest), len(older)) == (25, 4)

    @pytest.mark.parametrize("before", ["0", "x", "-1", "99", "9" * 400, "١", "1.5"])
    def test_a_version_that_never_was_is_not_found(
        self, client: Client, case: Case, before: str
    ) -> None:
        url = reverse("cases:history", args=[case.uid])
        assert client.get(url, {"before": before}).status_code == 404

    def test_queries_do_not_grow_with_rows_or_versions(
        self,
        client: Client,
        case: Case,
        django_assert_num_queries: DjangoAssertNumQueries,
        django_assert_max_num_queries: Any,
    ) -> None:
        url = reverse("cases:history", args=[case.uid])
        Labs.objects.create(case=case, date="2020")
        with django_assert_max_num_queries(30) as one:
            client.get(url)
        for position in (1, 2):
            Labs.objects.create(case=case, position=position, date=f"202{position}")
        with django_assert_num_queries(len(one)):
            client.get(url)

    def test_it_is_named_in_the_rail(self, client: Client, case: Case) -> None:
        page = client.get(address(case, "labs")).context["page"]
        assert ("History", reverse("cases:history", args=[case.uid])) in [
            (link.title, link.address) for link in page.pages
        ]


class TestState:
    def test_is_what_the_rows_were_at_each_version(self, case: Case) -> None:
        """Folded from history alone; held against the rows themselves."""
        row = Presentation.objects.create(case=case, sex="male")
        first = version_of(case)
        row.sex, row.ecog = "female", 1
        row.save()
        key = ("cases_presentation", row.uid)
        then, now = state_at(case, first)[key], state_at(case, first + 1)[key]
        assert (then["sex"], then["ecog"]) == ("male", None)
        assert (now["sex"], now["ecog"]) == ("female", 1)

    def test_before_the_first_version_there_is_nothing(self, case: Case) -> None:
        assert state_at(case, 0) == {}

    def test_a_step_at_a_time_leads_to_the_same(self, client: Client, paper_patient: Case) -> None:
        save(client, paper_patient, "presentation", sex="female")
        changes = changes_between(paper_patient, 0, version_of(paper_patient))
        assert apply({}, changes) == state_at(paper_patient, version_of(paper_patient))


class TestCompare:
    def test_only_what_differs_in_the_end(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", sex="male", ecog="1")
        first = version_of(case)
        save(client, case, "presentation", sex="female")
        save(client, case, "presentation", ecog="2")
        save(client, case, "presentation", sex="male")
        rows = compared(client, case, **{"from": first, "to": first + 3})
        assert rows == [
            RowChange("Presentation", "", [FieldChange("ECOG performance status", "1", "2")])
        ]

    def test_a_row_that_came_and_was_an_error(self, client: Client, case: Case) -> None:
        first = version_of(case)
        Labs.objects.create(case=case, date="2020", ldh={"result": "high"})
        Labs.objects.update(entered_in_error="other patient")
        (row,) = compared(client, case, **{"from": first, "to": first + 2})
        assert (row.title, row.event) == (
            "Laboratory, Panel 1 · 2020",
            "entered in error: other patient",
        )

    def test_the_order_of_the_two_is_of_no_matter(self, client: Client, case: Case) -> None:
        save(client, case, "presentation", sex="male")
        now = version_of(case)
        assert compared(client, case, **{"from": now, "to": 1}) == compared(
            client, case, **{"from": 1, "to": now}
        )

    def test_a_version_with_itself(self, client: Client, case: Case) -> None:
        answer = client.get(reverse("cases:compare", args=[case.uid]), {"from": 2, "to": 2})
        assert (answer.status_code, answer.context["comparison"].rows) == (200, [])

    def test_without_numbers_the_latest_and_the_one_before(
        self, client: Client, case: Case
    ) -> None:
        save(client, case, "presentation", sex="male")
        comparison = client.get(reverse("cases:compare", args=[case.uid])).context["comparison"]
        assert (comparison.first.number, comparison.last.number) == (2, 3)

    def test_the_paper_s_patient_in_several_saves(
        self, client: Client, paper_patient: Case
    ) -> None:
        first = version_of(paper_patient)
        save(client, paper_patient, "presentation", ecog="1")
        save(client, paper_patient, "labs", None, ldh__result="high")
        rows = compared(client, paper_patient, **{"from": first, "to": first + 2})
        assert [(row.title, [field.label for field in row.fields]) for row in rows] == [
            ("Presentation", ["ECOG performance status"]),
            ("Laboratory, Panel 1", ["LDH"]),
        ]

    @pytest.mark.parametrize("query", [{"from": "x"}, {"to": "0"}, {"from": "1", "to": "77"}])
    def test_a_version_that_never_was_is_not_found(
        self, client: Client, case: Case, query: dict[str, str]
    ) -> None:
        assert client.get(reverse("cases:compare", args=[case.uid]), query).status_code == 404


def test_a_table_that_is_no_section_tells_its_texts(db: None) -> None:
    part = part_of(SaveKey._meta.db_table)
    assert part.title(("cases_savekey", None), {}) == "Save key"
    assert part.event({}, {"address": "x"}) == "new"
    assert part_of("of_no_model").title(("of_no_model", None), {}) == "Another part of the record"


def test_every_section_has_words_and_stands_in_its_order() -> None:
    tables = [section.model._meta.db_table for section in SECTIONS]
    assert [place_of(table) for table in tables] == list(range(2, 2 + len(SECTIONS)))
    assert place_of("of_no_model") == 2 + len(SECTIONS)
