"""Each fact of the report stands in the record and can be read on its section's page."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from playwright.sync_api import Locator, Page

from accounts.models import User
from cases.document import load_document
from cases.models import Case
from cases.sections import BY_SLUG, Section
from cases.values.measurements import Equation, Measurement, Result
from tests.browser.conftest import Visitor
from tests.browser.states import address

FACTS = settings.BASE_DIR / "demo" / "paper-facts.csv"
LABELS: Mapping[str, Mapping[str, Any]] = {
    "result": dict(Result.choices),
    "equation": dict(Equation.choices),
}
CHOSEN = "select => select.selectedOptions[0].textContent.trim()"


@dataclass(frozen=True)
class Fact:
    """One row: its path split into section, field and the part of the field's value."""

    fact: str
    path: str
    value: str

    @property
    def steps(self) -> list[str | int]:
        """'labs[0].egfr.unit' -> ['labs', 0, 'egfr', 'unit']."""
        found = re.findall(r"\w+", self.path)
        return [int(step) if step.isdigit() else step for step in found]

    @property
    def section(self) -> Section:
        return BY_SLUG[str(self.steps[0])]

    @property
    def field(self) -> str:
        """The first name after the section and its row."""
        return str(next(step for step in self.steps[1:] if isinstance(step, str)))

    @property
    def part(self) -> list[str | int]:
        """What follows the field's name; ['value'] for a plain value."""
        return self.steps[self.steps.index(self.field) + 1 :] or ["value"]


def read_facts() -> list[Fact]:
    with FACTS.open(encoding="utf-8", newline="") as file:
        return [Fact(row["fact"], row["path"], row["value"]) for row in csv.DictReader(file)]


def test_every_fact_of_the_report_is_recorded_and_shown(
    visitor: Visitor, clinician: User, paper_patient: Case
) -> None:
    page = visitor.signed_in(clinician)
    document = load_document(paper_patient.pk)
    by_section: dict[str, list[Fact]] = defaultdict(list)
    for fact in read_facts():
        by_section[fact.section.slug].append(fact)
    faults = []
    for slug, facts in by_section.items():
        page.goto(address(paper_patient, slug))
        faults += [f"not recorded: {fact}" for fact in facts if not is_recorded(document, fact)]
        faults += [f"not shown: {fact}" for fact in facts if not is_shown(page, fact)]
    assert faults == []
    assert sum(map(len, by_section.values())) >= 75


def is_recorded(document: Any, fact: Fact) -> bool:
    """Whether the document has the value at the path."""
    found = document
    for step in fact.steps:
        if isinstance(step, str) and step not in found:
            return False
        found = found[step]
    return str(found) == fact.value


def is_shown(page: Page, fact: Fact) -> bool:
    """Whether a person reads the value in the field, or in the lines below it."""
    kind = fact.section.kinds[fact.field]
    place = page.locator(f"#div_id_{fact.field}")
    match fact.part:
        case ["source"]:
            return is_stated(place, f"Source: {fact.value}")
        case ["alternatives", _, "source"]:
            return is_stated(place, f": {fact.value}")
        case ["alternatives", _, "value"]:
            return is_stated(place, f"Another source says {kind.display(fact.value)}:")
        case ["unit"] | ["lower" | "upper", "unit"]:
            assert isinstance(kind, Measurement)
            return str(kind.measure.unit(fact.value)) in shown_units(place, fact.field)
        case ["value"]:
            words = dict(getattr(kind, "options", list)())
            return str(words.get(fact.value, fact.value)) in shown(place, fact.field)
        case [int()]:
            return kind.display([fact.value]) in shown(place, fact.field)
        case [part] | [part, "value"]:
            label = LABELS.get(str(part), {}).get(fact.value, fact.value)
            return str(label) in shown(place, f"{fact.field}__{part}")
        case _:
            return False


def is_stated(place: Locator, text: str) -> bool:
    return any(text in line.inner_text() for line in visible(place.locator(".statement")))


def shown_units(place: Locator, name: str) -> list[str]:
    """The unit chosen, or the only one; a limit shows its own when it differs."""
    return shown(place, f"{name}__unit") or [
        unit.inner_text() for unit in visible(place.locator(".quantity .unit"))
    ]


def shown(place: Locator, name: str) -> list[str]:
    """What the controls of a name show: option chosen, labels of buttons pressed, text typed."""
    return [text for control in place.locator(f'[name="{name}"]').all() for text in texts(control)]


def texts(control: Locator) -> Iterator[str]:
    """What one control shows; nothing for a hidden one and for a button not pressed."""
    if not control.is_visible():
        return
    if control.evaluate("control => control.tagName") == "SELECT":
        yield control.evaluate(CHOSEN)
    elif control.get_attribute("type") not in ("radio", "checkbox"):
        yield control.input_value()
    elif control.is_checked():
        yield control.locator("xpath=ancestor::label").inner_text()


def visible(lines: Locator) -> list[Locator]:
    return [line for line in lines.all() if line.is_visible()]


WRONG = {
    "labs[0].haemoglobin.value": "120",
    "labs[0].haemoglobin.unit": "g/L",
    "labs[0].haemoglobin.lower.value": "12",
    "labs[0].calcium.result": "high",
    "labs[0].egfr.equation": "2021",
    "labs[0].egfr.source": "creatinine clearance CKD-EPI = 57 ml/min",
    "ct_abdomen[0].invades_ivc.value": "absent",
    "ct_abdomen[0].invades_ivc.alternatives[0].value": "present",
    "ct_abdomen[0].modality": "mri",
    "scores_reported[0].factors[0]": "calcium",
    "presentation.symptom_duration.comparator": "<",
}


def test_another_value_is_neither_recorded_nor_shown(
    visitor: Visitor, clinician: User, paper_patient: Case
) -> None:
    page = visitor.signed_in(clinician)
    document = load_document(paper_patient.pk)
    for fact in (Fact("", path, value) for path, value in WRONG.items()):
        page.goto(address(paper_patient, fact.section.slug))
        assert not is_recorded(document, fact), fact
        assert not is_shown(page, fact), fact
