"""Demonstration data: added once, never beside a real case."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts.models import Centre, Membership, Role, User
from cases.demo import RealCasesError, load_demo
from cases.models import Case, History


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "accounts.json"


def test_an_account_for_each_role_that_signs_in(db: None, file: Path) -> None:
    accounts = load_demo(file)
    assert [account["role"] for account in accounts] == list(Role.values)
    for account in accounts:
        user = authenticate(email=account["email"], password=account["password"])
        assert isinstance(user, User)
        assert [m.role for m in user.memberships.all()] == [account["role"]]
        assert user.is_demo


def test_every_case_is_marked(db: None, file: Path) -> None:
    load_demo(file)
    assert set(Case.objects.values_list("is_demo", "centre__is_demo")) == {(True, True)}
    assert Case.objects.filter(pseudonym="DEMO-0001").exists()


def test_a_second_time_changes_nothing(db: None, file: Path) -> None:
    def counts() -> list[int]:
        return [m.objects.count() for m in (User, Membership, Centre, Case, History)]  # type: ignore[attr-defined]

    first, before = load_demo(file), counts()
    assert (load_demo(file), counts()) == (first, before)


def test_a_lost_file_means_new_passwords(db: None, file: Path) -> None:
    first = load_demo(file)
    file.unlink()
    second = load_demo(file)
    assert {a["password"] for a in first} & {a["password"] for a in second} == set()
    assert authenticate(email=second[0]["email"], password=second[0]["password"])


def test_the_passwords_are_for_the_owner_of_the_file_only(db: None, file: Path) -> None:
    accounts = load_demo(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text()) == accounts


def test_never_beside_a_real_case(case: Case, file: Path) -> None:
    with pytest.raises(RealCasesError):
        load_demo(file)
    assert (User.objects.filter(is_demo=True).count(), file.exists()) == (0, False)


def test_the_command_refuses_with_a_sentence(case: Case, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError, match="This database holds real cases"):
        call_command("load_demo")


def test_the_command_prints_accounts(db: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    plain, for_programs = StringIO(), StringIO()
    call_command("load_demo", stdout=plain)
    call_command("load_demo", "--json", stdout=for_programs)
    accounts = json.loads(for_programs.getvalue())
    lines = plain.getvalue().splitlines()
    assert lines == ["  ".join(account.values()) for account in accounts]
