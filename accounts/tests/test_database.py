"""Two database roles: each table gives the application exactly what its model says."""

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from accounts.database import RIGHTS, as_owner, grant_rights
from accounts.models import Centre

MODELS = {
    model._meta.db_table: getattr(model, "writes", "rows")
    for model in apps.get_models(include_auto_created=True)
}
WANTED = {
    "rows": {"SELECT", "INSERT", "UPDATE", "DELETE"},
    "changes": {"SELECT", "INSERT", "UPDATE"},
    "inserts": {"SELECT", "INSERT"},
    "nothing": {"SELECT"},
}


def rights() -> dict[str, set[str]]:
    """What the connected role may do with each table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.table_privileges"
            " WHERE grantee = current_user AND table_schema = 'public'"
        )
        found: dict[str, set[str]] = {}
        for table, right in cursor:
            found.setdefault(table, set()).add(right)
        return found


def test_every_kind_of_writing_has_its_rights() -> None:
    assert set(RIGHTS) == set(WANTED)


def test_each_table_gives_what_its_model_says(db: None) -> None:
    found = rights()
    assert {table: found[table] for table in MODELS} == {
        table: WANTED[writes] for table, writes in MODELS.items()
    }


def test_what_a_decision_rests_on_is_append_only() -> None:
    kept = {table: writes for table, writes in MODELS.items() if writes in ("inserts", "nothing")}
    assert kept == {
        "cases_history": "nothing",
        "cases_notduplicate": "inserts",
        "cases_savekey": "inserts",
        "scoring_cardrow": "inserts",
        "scoring_ruleset": "inserts",
        "surveillance_dueevent": "inserts",
    }


def test_the_tests_connect_as_the_application_s_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (settings.APPLICATION_ROLE, False, False, False, False)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE accounts_user CASCADE",
        "CREATE TABLE mine (id int)",
        "DROP TABLE accounts_user",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
    ],
)
def test_no_structure_no_truncate(db: None, statement: str) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
class TestAsOwner:
    def test_changes_hands_and_comes_back(self) -> None:
        application = connection.settings_dict["USER"]
        with as_owner() as role, connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() != (application,)
            assert role == application
        assert connection.settings_dict["USER"] == application

    def test_comes_back_after_a_fault(self) -> None:
        application = connection.settings_dict["USER"]
        with pytest.raises(ZeroDivisionError), as_owner():
            raise ZeroDivisionError
        assert connection.settings_dict["USER"] == application

    def test_one_role_may_do_both(self, settings: Any) -> None:
        settings.DATABASE_OWNER_URL = ""
        with as_owner() as role:
            assert role is None

    def test_granting_takes_back_what_was_too_much(self) -> None:
        with as_owner() as role, connection.cursor() as cursor:
            assert role
            cursor.execute(f'GRANT ALL ON cases_history TO "{role}"')
            grant_rights(role)
        assert rights()["cases_history"] == {"SELECT"}

    def test_flush_empties_as_the_owner(self) -> None:
        Centre.objects.create(name="Centre")
        call_command("flush", interactive=False, verbosity=0)
        assert Centre.objects.count() == 0
