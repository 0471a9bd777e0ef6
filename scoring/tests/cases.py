"""Documents for tests: a patient with everything the three rules ask, and ways to vary it."""

import copy
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from scoring.facts import facts_from
from scoring.rules import RULES

PAPER = Path(__file__).resolve().parents[2] / "demo" / "paper-patient.json"
ABSENT = object()
BY_KEY = {rule.key: rule for rule in RULES}
FINDING_WORDS = {"yes": "present", "no": "absent", "unknown": "not_assessed"}


def paper_patient() -> dict[str, Any]:
    return json.loads(PAPER.read_text(), parse_float=Decimal)


def card(rule: str, document: Any) -> dict[str, Any]:
    return BY_KEY[rule].evaluate(facts_from(document)).as_dict()


def answers(rule: str, document: Any) -> dict[str, str]:
    return {each["key"]: each["answer"] for each in card(rule, document)["criteria"]}


def varied(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A copy with changed values: section__field=value; the first row of a repeated section."""
    changed = copy.deepcopy(document)
    for path, value in changes.items():
        section, name = path.split("__")
        row = changed.setdefault(section, {})
        if isinstance(row, list):
            row = row[0]
        if value is ABSENT:
            row.pop(name, None)
        else:
            row[name] = value
    return changed


def measured(value: Any, unit: str, **more: Any) -> dict[str, Any]:
    """lower and upper: numbers in the same unit."""
    limits = {
        key: {"value": more.pop(key), "unit": unit} for key in ("lower", "upper") if key in more
    }
    return {"value": value, "unit": unit, **limits, **more}


def kidney_patient() -> dict[str, Any]:
    """A man with metastatic renal-cell carcinoma on therapy: applicable, no factor met."""
    count = measured(5, "10^9/L", upper=8)
    return {
        "presentation": {"sex": "male", "kps": 90, "date_of_diagnosis": "2020-01-15"},
        "systemic": [{"given": "present", "first_line_systemic_start": "2021-06-01"}],
        "labs": [
            {
                "date": "2021-05-20",
                "haemoglobin": measured(14, "g/dL", lower=Decimal("13.5")),
                "calcium": measured(Decimal("2.3"), "mmol/L", upper=Decimal("2.6")),
                "albumin": measured(40, "g/L"),
                "neutrophils": count,
                "platelets": measured(200, "10^9/L", upper=400),
            }
        ],
        "pathology": [{"diagnosis": "renal_cell_carcinoma"}],
        "assessment": {"metastasis": "yes"},
    }


def cava_patient(**findings: Any) -> dict[str, Any]:
    """A leiomyosarcoma of the cava with nothing said but these fields of the CT."""
    said = {name: value for name, value in findings.items() if value is not None}
    return {"pathology": [{"diagnosis": "leiomyosarcoma"}], "ct_abdomen": [said]}


# -- IMDC of the kidney patient ----------------------------------------------------------------
NO_START = {"systemic__first_line_systemic_start": ABSENT}


def imdc(**changes: Any) -> dict[str, Any]:
    return card("imdc", varied(kidney_patient(), **changes))


def factor(name: str, **changes: Any) -> str:
    return answers("imdc", varied(kidney_patient(), **changes))[name]


def figures(found: dict[str, Any]) -> dict[str, Any]:
    return {key: found[key] for key in ("counted", "low", "high", "of", "groups")}


def codes(notes: list[dict[str, Any]]) -> list[str]:
    return [note["code"] for note in notes]
