"""Open questions of a record that ask for a look at the patient: the chest, else metastasis.

The list of all that is open is the card `open_items`; this is the part of it that follow-up acts
on, read by the same readers, with the uid of the row that a task is about.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from scoring.rules.base import Note
from scoring.rules.chest import OPEN, read_chest
from scoring.rules.inputs import METASTASIS
from scoring.values.fields import Field, rows_of

T = TypeVar("T")


def open_findings(document: Mapping[str, Any]) -> tuple[Note, ...]:
    """Each with the uid of its row; an equivocal metastasis only where the chest is not open."""
    thorax = _thorax(document)
    if thorax is not None:
        return (thorax,)
    is_open = read(document, METASTASIS).why in OPEN
    return (Note("equivocal_metastasis"),) if is_open else ()


def read(document: Mapping[str, Any], field: Field[T]) -> T:
    """One field of a case in the case format."""
    return field.read(rows_of(document, field.section))


def _thorax(document: Mapping[str, Any]) -> Note | None:
    """The newest reading of the chest, if it is open."""
    chest, row = read_chest(rows_of(document, "ct_thorax"))
    if row is None or not chest.is_open:
        return None
    values = {"row": row.values.get("uid"), "why": str(chest.why), "signs": list(chest.signs)}
    return Note("equivocal_ct_thorax", values | {"differentials": list(chest.differentials)})
