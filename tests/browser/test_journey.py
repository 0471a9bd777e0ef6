"""The paper's patient, entered by a person, is the paper's patient of the file."""

import json
from typing import Any

import pytest

from accounts.models import Centre, User
from cases.document import load_document
from cases.exchange.importing import import_file
from cases.models import Case
from conftest import PAPER_PATIENT
from scoring.services import current_cards
from tests.browser.conftest import Visitor
from tests.browser.hands import Hands, Keyboard, Pointer
from tests.browser.typist import Typist


@pytest.mark.parametrize("hands", [Pointer, Keyboard])
def test_the_patient_entered_by_hand_is_the_patient_imported(
    hands: type[Hands], visitor: Visitor, clinician: User, centre: Centre
) -> None:
    typist = Typist(hands(visitor.page()))  # type: ignore[call-arg]
    typist.sign_in(clinician.email)
    typist.start_case("118-22")
    typist.enter_document(json.loads(PAPER_PATIENT.read_text(encoding="utf-8")))

    typed = Case.objects.get(identity__record_number="118-22")
    import_file(PAPER_PATIENT.read_bytes(), centre=centre)
    imported = Case.objects.get(pseudonym="DEMO-0001")
    assert content(typed) == content(imported)
    assert current_cards(typed) == current_cards(imported)
    assert all(current_cards(typed)[0])


def content(case: Case) -> dict[str, Any]:
    """The case's document without names: neither the case's nor its rows'."""
    document = load_document(case.pk)
    del document["case"]
    return {slug: without_uids(part) for slug, part in document.items()}


def without_uids(part: Any) -> Any:
    """A section without the identifiers of its rows."""
    if not isinstance(part, list):
        return part
    return [{name: value for name, value in row.items() if name != "uid"} for row in part]
