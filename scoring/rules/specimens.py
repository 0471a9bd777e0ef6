"""Which row of a section a rule reads, where what it reads must come from one row."""

from collections.abc import Callable, Sequence
from typing import Any

from scoring.rules.base import Note
from scoring.rules.timeline import RECURRED_ON, is_after_recurrence, written
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
from scoring.values.fields import C, Cell, Facts, Field, Row, every, newest

SPECIMEN = every("pathology.specimen", code)
REPORTED_ON = every("pathology.date", dated)
RESECTION, UNSTATED, BIOPSY = "resection", "", "biopsy"  # kinds, what counts most first
KINDS = (RESECTION, UNSTATED, BIOPSY)
SPECIMEN_READS = (SPECIMEN, REPORTED_ON, RECURRED_ON)
UNREADABLE_CELLS: dict[type, Cell] = {
    Amount: NO_AMOUNT[Why.UNREADABLE],
    Code: NO_CODE[Why.UNREADABLE],
    Dated: NO_DATE[Why.UNREADABLE],
    Finding: NO_FINDING[Why.UNREADABLE],
}
Cells = tuple[Any, ...]
Placed = tuple[Cells, Dated]


def latest_row(
    facts: Facts,
    dates: Field[tuple[Dated, ...]],
    fields: Sequence[Field[Any]],
    is_left_out: Callable[[Dated], bool],
) -> Cells | None:
    """The fields of the latest row that says anything in one of them; None where none does.

    dates: of the rows, which tell where each belongs. is_left_out: by a row's date.
    """
    rows = zip(_rows(facts, fields), facts[dates], strict=True)
    chosen = _latest([row for row in rows if not is_left_out(row[1])])
    return None if chosen is None else chosen[0]


def specimens(facts: Facts, fields: Sequence[Field[Any]]) -> dict[str, Cells]:
    """As `latest_row`, by kind of specimen in the order of KINDS; kinds that say nothing are left
    out. Unstated: the kind is not known."""
    return {kind: cells for kind, (cells, _date) in dated_specimens(facts, fields).items()}


def dated_specimens(facts: Facts, fields: Sequence[Field[Any]]) -> dict[str, Placed]:
    """Each with its date. What was taken after the first recurrence is of another tumour."""
    rows = list(zip(_rows(facts, fields), facts[REPORTED_ON], facts[SPECIMEN], strict=True))
    found = {}
    for kind in KINDS:
        chosen = _latest(
            [
                (cells, date)
                for cells, date, said in rows
                if (said.code or UNSTATED) == kind and not is_after_recurrence(facts, date)
            ]
        )
        if chosen is not None:
            found[kind] = chosen
    return found


def others(facts: Facts, fields: Sequence[Field[Any]]) -> tuple[Note, ...]:
    """The specimens beside the one that is read, so that nobody overlooks them, by their dates:
    those taken after the first recurrence, and other resections."""
    rows = zip(_rows(facts, fields), facts[REPORTED_ON], facts[SPECIMEN], strict=True)
    saying = [(date, said.code) for cells, date, said in rows if _says_anything(cells)]
    late = [written(date) for date, _kind in saying if is_after_recurrence(facts, date)]
    resections = [
        written(date)
        for date, kind in saying
        if kind == RESECTION and not is_after_recurrence(facts, date)
    ]
    notes = {"specimen_of_recurrence": late, "other_resection": resections[1:]}
    return tuple(Note(code, {"dates": dates}) for code, dates in notes.items() if dates)


def told_by_specimens(
    rows: Sequence[Row], name: str, parse: Callable[[Any], C]
) -> tuple[C, Row | None]:
    """As `newest`, of the kind of specimen that counts most among those that say anything."""
    for kind in KINDS:
        cell, row = newest([row for row in rows if _kind(row) == kind], name, parse)
        if cell.why not in SAYS_NOTHING:
            return cell, row
    return newest(rows, name, parse)


def _kind(row: Row) -> str:
    said = code(row.values.get(SPECIMEN.name)).code
    return said if said in KINDS else UNSTATED


def _rows(facts: Facts, fields: Sequence[Field[Any]]) -> list[Cells]:
    return list(zip(*(facts[field] for field in fields), strict=True))


def _says_anything(cells: Cells) -> bool:
    return any(cell.why not in SAYS_NOTHING for cell in cells)


def _latest(rows: Sequence[Placed]) -> Placed | None:
    """A row whose date cannot be read may be the latest: where it differs nothing is readable."""
    saying = [(cells, date) for cells, date in rows if _says_anything(cells)]
    if not saying:
        return None
    (chosen, placed), *later = saying
    rivals = [cells for cells, date in later if date.why is Why.UNREADABLE]
    cells = tuple(
        cell if all(rival[place] == cell for rival in rivals) else UNREADABLE_CELLS[type(cell)]
        for place, cell in enumerate(chosen)
    )
    return cells, placed
