"""The histology that a rule was made for."""

from collections.abc import Sequence
from typing import NamedTuple

from scoring.rules.base import Note
from scoring.rules.specimens import told_by_specimens
from scoring.values.cells import SAYS_NOTHING, Code, Why, code
from scoring.values.fields import Field, Row
from scoring.values.truth import UNKNOWN, Truth, truth

UNDECIDED = "undetermined"  # the word that leaves the tumour's own kind open
SURE = ("definite", "probable")


class Diagnosis(NamedTuple):
    """certainty: of the row that the diagnosis stands in; where it says nothing the row is sure."""

    code: str | None
    why: Why | None
    certainty: Code

    @property
    def is_sure(self) -> bool:
        return self.certainty.code in SURE or self.certainty.why in SAYS_NOTHING


def _read(rows: Sequence[Row]) -> Diagnosis:
    """Diagnosis and certainty of the row that counts; they are never of two rows."""
    said, row = told_by_specimens(rows, "diagnosis", code)
    return Diagnosis(said.code, said.why, code(row.values.get("certainty") if row else None))


DIAGNOSIS = Field("pathology.diagnosis", _read)


def has_diagnosis(diagnosis: Diagnosis, wanted: str) -> Truth:
    """Unknown where pathology has not spoken, left it open, or calls it only possible.

    A metastasis of another tumour is no tumour that arose here; it may be one of the kidney.
    """
    if diagnosis.code in (None, UNDECIDED) or not diagnosis.is_sure:
        return UNKNOWN
    if (diagnosis.code, wanted) == ("metastasis", "renal_cell_carcinoma"):
        return UNKNOWN
    return truth(diagnosis.code == wanted)


def why_not(diagnosis: Diagnosis) -> Note:
    """The reason when the histology is another one, or not known."""
    if diagnosis.code is None:
        return Note("histology_unknown", {"why": str(diagnosis.why)})
    if diagnosis.code == UNDECIDED:
        return Note("histology_unknown", {"value": diagnosis.code})
    if diagnosis.is_sure:
        return Note("histology", {"value": diagnosis.code})
    if diagnosis.certainty.why is None:
        return Note("histology_possible", {"value": diagnosis.code})
    why = str(diagnosis.certainty.why)
    return Note("histology_certainty_unknown", {"value": diagnosis.code, "why": why})
