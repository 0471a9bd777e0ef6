"""The newest reading of the chest that says something, and whether a person has to resolve it."""

from collections.abc import Sequence
from typing import NamedTuple

from scoring.values.cells import Code, Why, code, codes, finding
from scoring.values.fields import Field, Row, newest
from scoring.values.truth import YES

SIGNS = ("micronodules", "mediastino_hilar_adenopathy")
OPEN = (Why.EQUIVOCAL, Why.CONFLICT)


class Chest(NamedTuple):
    """Interpretation, with the reason where there is none.

    is_open: equivocal or disputed, and not resolved. signs: those present in that study.
    differentials: what it may be.
    """

    code: str | None
    why: Why | None
    is_open: bool = False
    signs: tuple[str, ...] = ()
    differentials: tuple[str, ...] = ()


def read_chest(rows: Sequence[Row]) -> tuple[Chest, Row | None]:
    """All of one row, which comes with it; None where no row says anything."""
    said, row = newest(rows, "interpretation", code)
    if row is None:
        return Chest(*said), None
    is_open = said.why in OPEN and _resolution(row).code is None
    signs = tuple(name for name in SIGNS if finding(row.values.get(name)).truth is YES)
    return Chest(*said, is_open, signs, codes(row.values.get("differentials")).codes), row


def _resolution(row: Row) -> Code:
    return code(row.values.get("resolution"))


CHEST = Field("ct_thorax.interpretation", lambda rows: read_chest(rows)[0])
