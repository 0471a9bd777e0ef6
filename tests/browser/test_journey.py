"""The paper's patient, entered by a person, is the paper's patient of the file, and quickly so."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from accounts.models import Centre, User
from cases.document import load_document
from cases.exchange.importing import import_file
from cases.models import Case
from conftest import PAPER_PATIENT
from scoring.services import current_cards
from tests.browser.conftest import Visitor
from tests.browser.hands import Count, Hands, Keyboard, Pointer
from tests.browser.typist import Typist
from tests.faults.report import COMMIT

MOST_PRESSES = 200  # clicks and keys that are not text, from the list of cases to the last save
MOST_CHARACTERS = 1500
REPORT: Path = settings.VAR_DIR / "reports" / "journey.txt"


@pytest.mark.parametrize("hands", [Pointer, Keyboard])
def test_the_patient_entered_by_hand_is_the_patient_imported(
    hands: type[Hands], visitor: Visitor, clinician: User, centre: Centre
) -> None:
    working = hands(visitor.page())  # type: ignore[call-arg]
    typist = Typist(working)
    typist.sign_in(clinician.email)
    working.count = Count()
    typist.start_case("118-22")
    typist.enter_document(json.loads(PAPER_PATIENT.read_text(encoding="utf-8")))

    typed = Case.objects.get(identity__record_number="118-22")
    import_file(PAPER_PATIENT.read_bytes(), centre=centre)
    imported = Case.objects.get(pseudonym="DEMO-0001")
    assert content(typed) == content(imported)
    assert current_cards(typed) == current_cards(imported)
    assert all(current_cards(typed)[0])
    tell(hands.__name__, working.count)
    assert working.count.presses <= MOST_PRESSES
    assert working.count.characters <= MOST_CHARACTERS


def tell(hands: str, count: Count) -> None:
    """Prints the count, and keeps it with the commit that it holds for."""
    line = (
        f"{hands.lower()}: {count.presses} clicks and keys that are not text (at most"
        f" {MOST_PRESSES}), {count.characters} characters (at most {MOST_CHARACTERS}),"
        f" commit {COMMIT}"
    )
    sys.stdout.write(line + "\n")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    with REPORT.open("a", encoding="utf-8") as report:
        report.write(line + "\n")


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
