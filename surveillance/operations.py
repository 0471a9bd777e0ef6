"""What was operated, and the day from which months are counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.values.cells import Why, code, finding
from scoring.values.fields import Row, rows_of
from scoring.values.truth import YES

PROCEDURES = ("nephrectomy", "ivc_procedure", "ivc_reconstruction", "approach")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The recorded date of the definitive operation; day None if it names no month.

    precision: day or month; a month counts from its first day. row: uid of the operation.
    Both are empty without a day.
    """

    day: date | None = None
    precision: str = ""
    row: str = ""


def operations_of(document: Mapping[str, Any]) -> list[Row]:
    """Operations that took place, the latest first, the undated last."""
    return [row for row in rows_of(document, "surgery") if _was_performed(row)]


def _was_performed(row: Row) -> bool:
    """Somebody says so; or nobody answered, but a date or a procedure is recorded.

    An answer that is equivocal, disputed or not assessed is not overruled by a procedure.
    """
    operated = finding(row.values.get("operated"))
    if operated.why is not Why.UNANSWERED:
        return operated.truth is YES
    return row.dated is not None or any(
        code(row.values.get(name)).code not in (None, "none") for name in PROCEDURES
    )


def is_palliative(row: Row) -> bool:
    """Somebody says so; an intent that is not stated or disputed is taken for curative."""
    return code(row.values.get("intent")).code == "palliative"


def anchor_of(operations: Sequence[Row]) -> Anchor:
    """The latest date; one that names only a year is too rough to count months from."""
    for row in operations:
        if row.dated is not None:
            precision = {10: "day", 7: "month"}.get(len(row.dated.text()))
            uid = str(row.values.get("uid", ""))
            return Anchor(row.dated.first, precision, uid) if precision else Anchor()
    return Anchor()
