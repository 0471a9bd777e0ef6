"""Wherever the database goes away in a request, the answer is "not saved", and never a 500."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import DataError, InterfaceError, OperationalError
from django.test import Client

from accounts.models import User

CASES = "/cases/"


@pytest.fixture
def client(settings: Any, signed_in: Callable[[User], Client], clinician: User) -> Client:
    """Whose session is written on the way out of every request; answers are as without tests."""
    settings.SESSION_SAVE_EVERY_REQUEST = True
    found = signed_in(clinician)
    found.raise_request_exception = False
    return found


@pytest.fixture
def breaks(request: pytest.FixtureRequest) -> Iterator[None]:
    """The session cannot be kept."""
    with patch.object(SessionStore, "save", side_effect=request.param):
        yield


@pytest.mark.parametrize("breaks", [OperationalError, InterfaceError], indirect=True)
def test_a_session_that_cannot_be_kept_is_not_now(client: Client, breaks: None) -> None:
    answer = client.get(CASES)
    assert (answer.status_code, answer.content.decode().count("Not saved.")) == (503, 1)


@pytest.mark.parametrize("breaks", [OperationalError], indirect=True)
def test_a_fragment_is_told_by_the_status(client: Client, breaks: None) -> None:
    assert client.get(CASES, headers={"HX-Request": "true"}).status_code == 503


@pytest.mark.parametrize("breaks", [DataError, ValueError], indirect=True)
def test_a_fault_of_ours_stays_a_fault(client: Client, breaks: None) -> None:
    answer = client.get(CASES)
    assert (answer.status_code, answer.content.decode().count("Not saved.")) == (500, 0)
