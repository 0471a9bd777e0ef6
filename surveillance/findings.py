"""Open questions of a record that somebody has to resolve: what was left equivocal."""

from collections.abc import Mapping
from typing import Any, TypeVar

from scoring.rules.base import Note
from scoring.rules.inputs import METASTASIS
from scoring.values.cells import Why, code, codes, finding
from scoring.values.fields import Field, newest, rows_of
from scoring.values.truth import YES

T = TypeVar("T")
SIGNS = ("micronodules", "mediastino_hilar_adenopathy")
OPEN = (Why.EQUIVOCAL, Why.CONFLICT)


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
    """The newest reading of the chest, if it is equivocal or disputed and not resolved."""
    said, row = newest(rows_of(document, "ct_thorax"), "interpretation", code)
    if row is None or said.why not in OPEN:
        return None
    if code(row.values.get("resolution")).code is not None:
        return None
    signs = [name for name in SIGNS if finding(row.values.get(name)).truth is YES]
    differentials = list(codes(row.values.get("differentials")).codes)
    values = {"row": row.values.get("uid"), "why": str(said.why), "signs": signs}
    return Note("equivocal_ct_thorax", values | {"differentials": differentials})
