"""What the manual shows of the scores for kidney cancer: the numbers they share and a patient.

Numbers are in the canonical unit of their quantity; the laboratory's own limits are not among them.
"""

from decimal import Decimal
from typing import Any

from scoring.rules.base import Limit
from scoring.rules.factor_performance import KPS_LIMIT
from scoring.rules.factors_blood import DEFAULT_HAEMOGLOBIN
from scoring.rules.limits import DEFAULT, SCORE

SHARED_LIMITS = (
    Limit("haemoglobin_male", DEFAULT_HAEMOGLOBIN["male"], "g/L", DEFAULT),
    Limit("haemoglobin_female", DEFAULT_HAEMOGLOBIN["female"], "g/L", DEFAULT),
    Limit("performance_status", KPS_LIMIT, "", SCORE),
)


def example(**labs: Any) -> dict[str, Any]:
    """A man with metastatic renal-cell carcinoma on systemic therapy. labs: beside haemoglobin."""
    haemoglobin = {"value": 12, "unit": "g/dL", "lower": {"value": 13, "unit": "g/dL"}}
    return {
        "presentation": {"sex": "male", "kps": 80, "date_of_diagnosis": "2023-01-16"},
        "labs": [{"date": "2023-06-05", "haemoglobin": haemoglobin, **labs}],
        "pathology": [{"diagnosis": "renal_cell_carcinoma", "certainty": "definite"}],
        "systemic": [{"given": "present", "first_line_systemic_start": "2023-06-12"}],
        "assessment": {"metastasis": "yes"},
    }


CALCIUM = {
    "value": Decimal("2.3"),
    "unit": "mmol/L",
    "upper": {"value": Decimal("2.6"), "unit": "mmol/L"},
}
