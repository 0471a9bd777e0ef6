"""What a page refuses and a file may hold; and a word that was added to a list."""

import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Centre, User
from cases.exchange.importing import import_file
from cases.models import Case, CtSigns, Surgery
from cases.tests.exchange import PAPER
from cases.tests.pages import address, form_of, opened, save

BOTH = {"positive_embedded_ivc": "present", "negative_embedded_ivc": "present"}
SAID = "The embedded cava cannot be both positive and negative: one of the two is absent."
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(signed_in: Callable[[User], Client], clinician: User) -> Client:
    return signed_in(clinician)


def test_the_cava_is_embedded_one_way_only(client: Client, case: Case) -> None:
    answer = save(client, case, "ct_signs", **BOTH)
    told = {name: list(said) for name, said in answer.context["middle"].form.errors.items()}
    assert (answer.status_code, CtSigns.objects.count()) == (422, 0)
    assert told == {name: [SAID] for name in BOTH}


@pytest.mark.parametrize("other", ["absent", "equivocal", "not_assessed", ""])
def test_one_sign_alone_is_saved(client: Client, case: Case, other: str) -> None:
    typed = {"positive_embedded_ivc": "present", "negative_embedded_ivc": other}
    assert save(client, case, "ct_signs", **typed).status_code == 303


def test_two_people_with_one_sign_each_are_shown_the_contradiction(
    client: Client, case: Case
) -> None:
    row = CtSigns.objects.create(case=case).uid
    mine = opened(client, case, "ct_signs", row, negative_embedded_ivc="present")
    save(client, case, "ct_signs", row, positive_embedded_ivc="present")
    answer = client.post(address(case, "ct_signs", row), mine)
    assert (answer.status_code, CtSigns.objects.get().negative_embedded_ivc) == (409, None)


def test_a_file_with_both_signs_stays_valid(centre: Centre) -> None:
    raw = json.dumps(json.loads(PAPER) | {"ct_signs": [{"uid": str(uuid.uuid4())} | BOTH]}).encode()
    assert import_file(raw, centre=centre).created == 1
    assert CtSigns.objects.get().negative_embedded_ivc == "present"


def test_no_complication_is_an_answer_of_its_own(client: Client, case: Case) -> None:
    assert save(client, case, "surgery", clavien_dindo="none").status_code == 303
    row = Surgery.objects.get()
    assert row.clavien_dindo == "none"
    html = client.get(address(case, "surgery", row.uid)).content.decode()
    assert form_of(html)["clavien_dindo"] == ["none"]
