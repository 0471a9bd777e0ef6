"""What the database wrote down about a case: what a field was before, and who changed it."""

from typing import Any

from django.db import connection, models

from cases.history.parts import State
from cases.models import Case, History, Identity
from cases.models.fields import load_json
from cases.models.rows import SectionRow
from cases.values import Recorded

# The last value that each column was given up to a version, row by row.
STATE = """
    SELECT h.table_name, h.row_uid,
        (jsonb_object_agg(c.key, c.value ORDER BY h.id) FILTER (WHERE c.key IS NOT NULL))::text
    FROM cases_history h LEFT JOIN LATERAL jsonb_each(h.after) c ON true
    WHERE h.case_id = %s AND h.case_version <= %s
    GROUP BY h.table_name, h.row_uid
    HAVING NOT bool_or(h.op = 'DELETE')
"""


def was_row_changed_since(row: SectionRow, version: int) -> bool:
    """Whether a row of a section changed after a version of its case."""
    changes = History.objects.filter(case_id=row.case_id, table_name=row._meta.db_table)
    return changes.filter(row_uid=row.uid, case_version__gt=version).exists()


def were_changed_since(
    case: Case, model: type[models.Model], names: set[str], version: int
) -> bool:
    """Whether these columns of a case's row in a table changed after a version of it."""
    changes = History.objects.filter(case_id=case.pk, table_name=model._meta.db_table)
    later = changes.filter(case_version__gt=version)
    return any(names & set(change.after or {}) for change in later)


def recorded_at(row: SectionRow, names: list[str], version: int) -> dict[str, Recorded]:
    """The named fields of a row as they were in an earlier version of its case."""
    values: dict[str, Any] = {name: getattr(row, name) for name in names}
    meta = row.meta
    later = History.objects.filter(
        case_id=row.case_id,
        case_version__gt=version,
        table_name=row._meta.db_table,
        row_uid=row.uid,
    ).order_by("-id")
    for change in later:
        before = change.before or dict.fromkeys([*names, "meta"])
        values |= {name: before[name] for name in names if name in before}
        meta = before.get("meta", meta) or {}
    return {name: Recorded.of(values[name], meta.get(name, {})) for name in names}


def state_at(case: Case, version: int) -> State:
    """Every row of a case as a version left it; one statement, empty for version 0."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [case.pk, version])
        return {(table, row_uid): load_json(columns) for table, row_uid, columns in cursor}


def changes_between(case: Case, after: int, until: int) -> list[History]:
    """What the versions from `after` (not included) to `until` changed, the oldest first."""
    changes = History.objects.filter(case_id=case.pk, case_version__gt=after)
    return list(changes.filter(case_version__lte=until).order_by("id"))


def identity_at(row: Identity, names: list[str], version: int) -> dict[str, Any]:
    """The named columns of an identity as they were in a version; None before it was entered."""
    values = {name: getattr(row, name) for name in names}
    later = History.objects.filter(
        case_id=row.case_id, case_version__gt=version, table_name=row._meta.db_table
    )
    for change in later.order_by("-id"):
        before = change.before or dict.fromkeys(names)
        values |= {name: before[name] for name in names if name in before}
    return values
