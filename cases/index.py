"""The table behind the list: filled in the transaction of each save."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.completeness import case_completeness
from cases.document import load_documents
from cases.models import CaseIndex
from cases.ports import CaseChange, collect_columns


def columns(case_ids: frozenset[int]) -> dict[int, dict[str, Any]]:
    """The CASE_INDEX port of this app: who, what, how complete."""
    return {id_: _columns(document) for id_, document in load_documents(case_ids).items()}


def update_index(change: CaseChange) -> None:
    """Write the list's row of each case, one statement for all."""
    rows = [
        CaseIndex(case_id=id_, **found) for id_, found in collect_columns(change.case_ids).items()
    ]
    names = [field.name for field in CaseIndex._meta.fields if not field.primary_key]
    CaseIndex.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case"], update_fields=names
    )


def plain(value: Any) -> Any:
    """The value of a document field, without source or alternatives; None when there is none."""
    return value.get("value") if isinstance(value, Mapping) else value


def latest(rows: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """The newest row with a value in a field, as the rules choose it: dated before undated."""
    having = [row for row in rows if plain(row.get(name)) is not None]
    ranked = sorted(
        having, key=lambda row: plain(row.get("date")) or ""
    )  # stable: position decides
    return ranked[-1] if ranked else {}


def _columns(document: Mapping[str, Any]) -> dict[str, Any]:
    person = document.get("presentation", {})
    pathology = latest(document.get("pathology", []), "diagnosis")
    completeness = case_completeness(document)
    return {
        "sex": plain(person.get("sex")),
        "age_at_diagnosis": plain(person.get("age_at_diagnosis")),
        "diagnosis": plain(pathology.get("diagnosis")),
        "certainty": plain(pathology.get("certainty")),
        "answered": completeness.answered,
        "applicable": completeness.applicable,
        "has_recurred": _has_recurred(document),
    }


def _has_recurred(document: Mapping[str, Any]) -> bool | None:
    """True once any recurrence is recorded, False if a visit denies both kinds, else None."""
    findings = [
        plain(visit.get(name))
        for visit in document.get("follow_up", [])
        for name in ("local_recurrence", "distant_recurrence")
    ]
    recurrences = [row for row in document.get("recurrences", []) if set(row) - {"uid"}]
    if recurrences or "present" in findings:
        return True
    return False if findings and set(findings) == {"absent"} else None
