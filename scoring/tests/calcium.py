"""A patient whose calcium can be corrected, and the card of variations."""

from decimal import Decimal
from typing import Any

from scoring.facts import facts_from
from scoring.rules.corrected_calcium import RULE
from scoring.tests.cases import measured, varied
from scoring.wording import CardText, describe

D = Decimal


def patient(**changes: Any) -> dict[str, Any]:
    """One panel of 2021-05-20 with a calcium of 2.3 mmol/L, limits 2.1 and 2.6, albumin 40 g/L."""
    labs = {
        "date": "2021-05-20",
        "calcium": measured(D("2.3"), "mmol/L", lower=D("2.1"), upper=D("2.6")),
        "albumin": measured(40, "g/L"),
    }
    document = {"labs": [labs]}
    return varied(document, **{f"labs__{name}": value for name, value in changes.items()})


def found(document: Any = None, **changes: Any) -> dict[str, Any]:
    case = patient(**changes) if document is None else document
    return RULE.evaluate(facts_from(case, [RULE])).as_dict()


def words(document: Any = None, **changes: Any) -> CardText:
    return describe(found(document, **changes))


def answers(**changes: Any) -> dict[str, str]:
    return {each["key"]: each["answer"] for each in found(**changes)["criteria"]}
