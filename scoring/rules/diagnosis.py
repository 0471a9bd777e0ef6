"""The histology that a rule was made for."""

from scoring.rules.base import Note
from scoring.values.cells import Code, code
from scoring.values.fields import latest
from scoring.values.truth import UNKNOWN, Truth, truth

DIAGNOSIS = latest("pathology.diagnosis", code)
UNDECIDED = ("undetermined", "metastasis")  # words that leave the tumour's own kind open


def has_diagnosis(diagnosis: Code, wanted: str) -> Truth:
    """Unknown where pathology has not spoken, or left it open."""
    if diagnosis.code is None or diagnosis.code in UNDECIDED:
        return UNKNOWN
    return truth(diagnosis.code == wanted)


def why_not(diagnosis: Code) -> Note:
    """The reason when the histology is another one, or not known."""
    if diagnosis.code is None:
        return Note("histology_unknown", {"why": str(diagnosis.why)})
    if diagnosis.code in UNDECIDED:
        return Note("histology_unknown", {"value": diagnosis.code})
    return Note("histology", {"value": diagnosis.code})
