"""The database writes down every change by itself: no path around the application avoids it."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import InternalError

from accounts.models import User
from cases.changing import say_who
from cases.history.log import recorded_at
from cases.models import Case, History, Labs, Presentation
from cases.sections import SECTIONS
from cases.values import Recorded

HB = {"value": Decimal("12.0"), "unit": "g/dL"}


def execute(statement: str, *values: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def version_of(case: Case) -> int:
    return Case.objects.values_list("version", flat=True).get(pk=case.pk)


@pytest.fixture
def presentation(case: Case) -> Presentation:
    return Presentation.objects.create(case=case, sex="male")


def last() -> History:
    found = History.objects.order_by("-id").first()
    assert found
    return found


@pytest.mark.django_db(transaction=True)
class TestInTransactionsOfTheirOwn:
    """One transaction, one version: these need real commits."""

    def test_a_new_row_is_one_line_of_history(self, case: Case) -> None:
        before = History.objects.count()
        row = Presentation.objects.create(case=case, sex="male")
        line = last()
        assert History.objects.count() == before + 1
        assert (line.op, line.table_name, line.row_uid) == ("INSERT", "cases_presentation", row.uid)
        assert (line.before, line.after["sex"]) == (None, "male")
        assert line.case_version == version_of(case) == case.version + 1

    def test_a_change_keeps_the_changed_columns_only(self, presentation: Presentation) -> None:
        presentation.sex = "female"
        presentation.save()
        assert (last().op, last().before, last().after) == (
            "UPDATE",
            {"sex": "male"},
            {"sex": "female"},
        )

    def test_the_version_rises_once_in_a_transaction(self, presentation: Presentation) -> None:
        case = presentation.case
        version = version_of(case)
        with transaction.atomic():
            Presentation.objects.update(sex="female")
            Presentation.objects.update(ecog=1)
            Labs.objects.create(case=case, haemoglobin=HB)
        assert version_of(case) == version + 1
        assert set(
            History.objects.filter(case_version=version + 1).values_list("table_name", flat=True)
        ) == {"cases_presentation", "cases_labs"}

    def test_each_transaction_has_a_version_of_its_own(self, presentation: Presentation) -> None:
        version = version_of(presentation.case)
        Presentation.objects.update(ecog=1)
        Presentation.objects.update(ecog=2)
        assert version_of(presentation.case) == version + 2

    def test_a_change_of_nothing_is_no_change(self, presentation: Presentation) -> None:
        version, lines = version_of(presentation.case), History.objects.count()
        presentation.save()
        assert (version_of(presentation.case), History.objects.count()) == (version, lines)

    def test_sql_by_hand_is_written_down_too(self, presentation: Presentation) -> None:
        execute("UPDATE cases_presentation SET sex = 'unknown' WHERE id = %s", presentation.pk)
        assert (last().before, last().after) == ({"sex": "male"}, {"sex": "unknown"})
        assert (last().actor, last().db_role) == (None, connection.settings_dict["USER"])

    def test_actor_and_reason_end_with_the_transaction(
        self, presentation: Presentation, clinician: User
    ) -> None:
        with transaction.atomic():
            say_who(clinician, "typing error")
            Presentation.objects.update(sex="female")
        assert (last().actor, last().reason) == (clinician.pk, "typing error")
        Presentation.objects.update(sex="male")
        assert (last().actor, last().reason) == (None, None)

    def test_a_save_of_many_rows_is_a_line_for_each(self, case: Case) -> None:
        Labs.objects.bulk_create([Labs(case=case), Labs(case=case), Labs(case=case)])
        before = History.objects.count()
        Labs.objects.update(summary_as_reported="normal")
        assert History.objects.count() == before + 3

    def test_what_a_field_was_is_read_back_from_history(self, case: Case) -> None:
        row = Labs.objects.create(case=case, haemoglobin=HB)
        first = version_of(case)
        row.record("haemoglobin", Recorded(None, "unknown", "the letter"))
        row.save()
        row.record("haemoglobin", Recorded({"result": "low"}))
        row.save()
        names = ["haemoglobin", "calcium"]
        assert recorded_at(row, names, first) == {
            "haemoglobin": Recorded(HB),
            "calcium": Recorded(),
        }
        assert recorded_at(row, names, first + 1)["haemoglobin"] == Recorded(
            None, "unknown", "the letter"
        )
        assert recorded_at(row, names, first - 1)["haemoglobin"] == Recorded()

    def test_identity_has_history(self, case: Case) -> None:
        case.identity.initials = "A.B."
        case.identity.save()
        assert (last().table_name, last().after) == ("cases_identity", {"initials": "A.B."})


@pytest.mark.parametrize(
    "assignment",
    ["version = 99", "version = version + 1", "version_xid = 1", "version_xid = NULL"],
)
def test_nobody_sets_the_version(case: Case, assignment: str) -> None:
    with pytest.raises(IntegrityError, match="kept by the database"):
        execute(f"UPDATE cases_case SET {assignment} WHERE id = %s", case.pk)


def test_a_new_case_cannot_choose_its_version(case: Case) -> None:
    forged = Case.objects.create(centre=case.centre, pseudonym="IVC-9999", version=77)
    assert version_of(forged) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO cases_history (case_id, case_version, table_name, op, at, db_role)"
        " VALUES (1, 1, 'x', 'UPDATE', now(), 'x')",
        "UPDATE cases_history SET reason = 'forged'",
        "DELETE FROM cases_history",
        "TRUNCATE cases_history",
        "TRUNCATE cases_case CASCADE",
        "DELETE FROM cases_case",
        "DELETE FROM cases_identity",
        "UPDATE cases_savekey SET address = '/'",
        "DELETE FROM cases_savekey",
        "UPDATE scoring_cardrow SET payload = '{}'",
        "DELETE FROM scoring_cardrow",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE cases_case ADD COLUMN mine int",
        "ALTER TABLE cases_labs DISABLE TRIGGER record_history",
        "ALTER TABLE cases_labs DROP COLUMN calcium",
        "DROP TRIGGER record_history ON cases_labs",
        "DROP TABLE cases_labs",
        "CREATE INDEX mine ON cases_labs (id)",
        "SET session_replication_role = 'replica'",
        "CREATE OR REPLACE FUNCTION cases_record_history() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NULL; END $$",
    ],
)
def test_the_application_s_role_may_not(case: Case, statement: str) -> None:
    with pytest.raises((ProgrammingError, InternalError), match=r"denied|must be owner"):
        execute(statement)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.slug)
def test_no_row_of_a_section_is_ever_deleted(case: Case, section: Any) -> None:
    section.model._default_manager.create(case=case)
    with pytest.raises(ProgrammingError, match="permission denied"):
        execute(f"DELETE FROM {section.model._meta.db_table}")


def test_every_table_of_a_case_is_under_history(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname = 'record_history' AND tgenabled = 'O'"
        )
        watched = {row[0] for row in cursor}
    sections = {section.model._meta.db_table for section in SECTIONS}
    assert watched == sections | {"cases_case", "cases_identity"}
