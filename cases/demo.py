"""Demonstration data: a centre, an account for each role, the published and some invented cases."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Centre, Membership, Role, User
from cases.exchange.importing import import_file
from cases.models import Case

CENTRE_NAME = "Demonstration centre"
CASE_FILES = ("invented-cohort.jsonl", "paper-patient.json")
PASSWORD_BYTES = 12  # 16 characters; random for each installation


class RealCasesError(Exception):
    """Demonstration accounts must not reach a database that holds a real case."""


def load_demo(passwords_file: Path) -> list[dict[str, str]]:
    """Make what is not there yet; returns role, email and password of each account.

    The passwords are kept in a private file beside the local database, so that a second start
    prints the same ones.
    """
    if Case.objects.filter(is_demo=False).exists():
        raise RealCasesError
    passwords = _read(passwords_file)
    with transaction.atomic():
        centre, _created = Centre.objects.get_or_create(
            name=CENTRE_NAME, defaults={"is_demo": True}
        )
        accounts = [_account(centre, role, passwords) for role in Role.values]
        if not Case.objects.exists():
            for name in CASE_FILES:
                import_file((settings.BASE_DIR / "demo" / name).read_bytes(), centre=centre)
    _write(passwords_file, accounts)
    return accounts


def _account(centre: Centre, role: str, passwords: dict[str, str]) -> dict[str, str]:
    email = f"{role.replace('_', '-')}@demo.example"
    user = User.objects.filter(email=email).first() or User(email=email)
    password = passwords.get(email, "")
    if user.pk is None or not password or not user.check_password(password):
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user.set_password(password)
    user.name, user.is_demo, user.is_active = f"Demo {Role(role).label}", True, True
    user.save()
    Membership.objects.get_or_create(user=user, centre=centre, role=role)
    return {"role": role, "email": email, "password": password}


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    kept: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return {account["email"]: account["password"] for account in kept}


def _write(path: Path, accounts: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    opener = lambda name, flags: os.open(name, flags, 0o600)  # noqa: E731
    with open(path, "w", encoding="utf-8", opener=opener) as file:
        json.dump(accounts, file, indent=1)
