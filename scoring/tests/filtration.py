"""A patient whose filtration rate can be computed, and the card of variations."""

from decimal import Decimal
from typing import Any

from scoring.facts import facts_from
from scoring.rules.egfr import RULE
from scoring.tests.cases import measured, varied
from scoring.wording import CardText, describe

D = Decimal
PER_SURFACE = "mL/min/1.73m2"
STATED = {"value": 75, "unit": "ml/min", "equation": "unknown"}


def patient(**changes: Any) -> dict[str, Any]:
    """A man of 56 years, diagnosed on 2021-05-20, with a creatinine of 1.00 mg/dL of that day."""
    person = {"sex": "male", "age_at_diagnosis": 56, "date_of_diagnosis": "2021-05-20"}
    document = {
        "presentation": person,
        "labs": [{"date": "2021-05-20", "creatinine": measured(D("1.00"), "mg/dL")}],
    }
    return varied(document, **changes)


def found(document: Any = None, **changes: Any) -> dict[str, Any]:
    case = patient(**changes) if document is None else document
    return RULE.evaluate(facts_from(case, [RULE])).as_dict()


def words(document: Any = None, **changes: Any) -> CardText:
    return describe(found(document, **changes))


def value_of(**changes: Any) -> Decimal:
    value: Decimal = found(**changes)["value"]
    return value
