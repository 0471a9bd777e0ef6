"""Under a pseudo-locale every word of the summary is marked, or is data."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from board.tests.dense import LONG_NAME, LONG_TEXT, add_follow_up, dense_case
from cases.models import Case
from tests.test_pseudo_locale import _pseudo_locale, check, client, data

__all__ = ["_pseudo_locale", "client", "data"]
SOURCES = {"radiology report", "second reading of the same study by another hospital, page 3"}


@pytest.mark.usefixtures("_pseudo_locale")
def test_every_word_can_be_translated(
    client: Client, clinician: User, case: Case, paper_patient: Case, data: set[str]
) -> None:
    disputed = dense_case(case.centre, is_disputed=True)
    add_follow_up(disputed, clinician)
    known = (
        data
        | SOURCES
        | {
            LONG_NAME,
            "118-22",
            *LONG_TEXT.replace(",", " ").replace(";", " ").split(),
            "rec",
        }
    )
    for each in (case, paper_patient, disputed):
        page = client.get(reverse("board:summary", args=[each.uid]))
        assert check(each.pseudonym, page, known) == []
