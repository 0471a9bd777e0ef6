"""Fixtures of the pages: who looks at them."""

import pytest

from accounts.memberships import Memberships
from accounts.models import User


@pytest.fixture
def viewer(clinician: User) -> Memberships:
    return Memberships.of(clinician)
