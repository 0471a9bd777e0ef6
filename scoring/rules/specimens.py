"""Which row of a section a rule reads, where what it reads must come from one row."""

from collections.abc import Sequence
from typing import Any

from scoring.values.cells import (
    NO_AMOUNT,
    NO_CODE,
    NO_DATE,
    NO_FINDING,
    SAYS_NOTHING,
    Amount,
    Code,
    Dated,
    Finding,
    Why,
    code,
    dated,
)
from scoring.values.fields import Cell, Facts, Field, every

SPECIMEN = every("pathology.specimen", code)
REPORTED_ON = every("pathology.date", dated)
RESECTION, UNSTATED, BIOPSY = "resection", "", "biopsy"  # kinds, what counts most first
KINDS = (RESECTION, UNSTATED, BIOPSY)
UNREADABLE_CELLS: dict[type, Cell] = {
    Amount: NO_AMOUNT[Why.UNREADABLE],
    Code: NO_CODE[Why.UNREADABLE],
    Dated: NO_DATE[Why.UNREADABLE],
    Finding: NO_FINDING[Why.UNREADABLE],
}
Cells = tuple[Any, ...]


def latest_row(
    facts: Facts, dates: Field[tuple[Dated, ...]], fields: Sequence[Field[Any]]
) -> Cells | None:
    """The fields of the latest row that says anything in one of them; None where none does.

    dates: of the rows, which tell where each belongs.
    """
    return _latest(_rows(facts, fields), facts[dates])


def specimens(facts: Facts, fields: Sequence[Field[Any]]) -> dict[str, Cells]:
    """As `latest_row`, by kind of specimen in the order of KINDS; kinds that say nothing are left
    out. Unstated: the kind is not known."""
    kinds, dates = facts[SPECIMEN], facts[REPORTED_ON]
    rows = list(zip(_rows(facts, fields), dates, kinds, strict=True))
    found = {}
    for kind in KINDS:
        of_kind = [(cells, date) for cells, date, said in rows if (said.code or UNSTATED) == kind]
        chosen = _latest([cells for cells, _ in of_kind], [date for _, date in of_kind])
        if chosen is not None:
            found[kind] = chosen
    return found


def _rows(facts: Facts, fields: Sequence[Field[Any]]) -> list[Cells]:
    return list(zip(*(facts[field] for field in fields), strict=True))


def _latest(rows: Sequence[Cells], dates: Sequence[Dated]) -> Cells | None:
    """A row whose date cannot be read may be the latest: where it differs nothing is readable."""
    saying = [
        (cells, date)
        for cells, date in zip(rows, dates, strict=True)
        if any(cell.why not in SAYS_NOTHING for cell in cells)
    ]
    if not saying:
        return None
    (chosen, _date), *others = saying
    rivals = [cells for cells, date in others if date.why is Why.UNREADABLE]
    return tuple(
        cell if all(rival[place] == cell for rival in rivals) else UNREADABLE_CELLS[type(cell)]
        for place, cell in enumerate(chosen)
    )
