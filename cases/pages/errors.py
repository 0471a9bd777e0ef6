"""Rows that were entered in error, as their section lists them."""

import uuid
from dataclasses import dataclass

from cases.models import Case
from cases.rows import rows_in_error
from cases.sections import Section
from cases.values import PartialDate


@dataclass(frozen=True)
class ErrorLine:
    """A row that counts no longer: what it is called, and why."""

    uid: uuid.UUID
    title: str
    reason: str


def error_lines(case: Case, section: Section) -> list[ErrorLine]:
    """Named by their date: their number is another row's by now."""
    lines = []
    for row in rows_in_error(case, section):
        date = getattr(row, "date", None)
        title = str(section.row_title)
        title += f" · {PartialDate().display(date)}" if date else ""
        lines.append(ErrorLine(row.uid, title, row.entered_in_error or ""))
    return lines
