"""What changed in a record, in words: from two states of its rows to lines. No queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.history.parts import (
    IDENTITY,
    FieldChange,
    Part,
    Reader,
    Row,
    State,
    order_of,
    part_of,
    place_of,
)
from cases.models import History


@dataclass(frozen=True)
class RowChange:
    """What happened to one row. event: 'new', 'entered in error: ..'; empty when fields changed."""

    title: str
    event: str
    fields: list[FieldChange]


def apply(state: State, changes: Iterable[History]) -> State:
    """The state after rows of history, oldest first; a removed row is in it no longer."""
    after = dict(state)
    for change in changes:
        row = (change.table_name, change.row_uid)
        if change.op == "DELETE":
            after.pop(row, None)
        else:
            after[row] = {**after.get(row, {}), **(change.after or {})}
    return after


def differences(
    before: State, after: State, reader: Reader, rows: Iterable[Row] | None = None
) -> list[RowChange]:
    """Net differences in the order of the record. rows: those to look at; None for all."""
    looked_at = set(before) | set(after) if rows is None else set(rows)
    found = (
        _difference(part_of(row[0]), row, before, after, reader)
        for row in sorted(looked_at, key=lambda row: _place(row, before, after))
    )
    return [change for change in found if change]


def _difference(
    part: Part, row: Row, before: State, after: State, reader: Reader
) -> RowChange | None:
    was, now = before.get(row, {}), after.get(row)
    title = part.title(row, after if now is not None else before)
    if now is None:
        return RowChange(title, _("removed"), [])
    if part is IDENTITY and not reader.sees_identity:
        return RowChange(title, _("changed"), []) if was != now else None
    event, fields = part.event(was, now), part.fields(was, now, reader)
    return RowChange(title, event, fields) if event or fields else None


def _place(row: Row, before: State, after: State) -> tuple[int, int, int]:
    columns = after.get(row) or before.get(row) or {}
    return place_of(row[0]), *order_of(columns)
