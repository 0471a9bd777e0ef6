"""The table behind the list: filled in the transaction of each save."""

from collections.abc import Mapping
from typing import Any

from cases.birth import birth_years
from cases.completeness import case_completeness
from cases.document import latest, load_documents, plain
from cases.models import CaseIndex, Identity
from cases.ports import CaseChange, collect_columns


def columns(case_ids: frozenset[int]) -> dict[int, dict[str, Any]]:
    """The CASE_INDEX port of this app: who, what, how complete."""
    known = Identity.objects.filter(case__in=case_ids).values_list("case_id", "year_of_birth")
    years = dict(known)
    return {
        id_: _columns(document, years.get(id_))
        for id_, document in load_documents(case_ids).items()
    }


def update_index(change: CaseChange) -> None:
    """Write the list's row of each case, one statement for all."""
    rows = [
        CaseIndex(case_id=id_, **found) for id_, found in collect_columns(change.case_ids).items()
    ]
    names = [field.name for field in CaseIndex._meta.fields if not field.primary_key]
    CaseIndex.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["case"], update_fields=names
    )


def _columns(document: Mapping[str, Any], year_of_birth: int | None) -> dict[str, Any]:
    person = document.get("presentation", {})
    pathology = latest(document.get("pathology", []), "diagnosis")
    completeness = case_completeness(document)
    born_from, born_to = birth_years(document, year_of_birth)
    return {
        "sex": plain(person.get("sex")),
        "age_at_diagnosis": plain(person.get("age_at_diagnosis")),
        "diagnosis": plain(pathology.get("diagnosis")),
        "certainty": plain(pathology.get("certainty")),
        "answered": completeness.answered,
        "applicable": completeness.applicable,
        "has_recurred": _has_recurred(document),
        "born_from": born_from,
        "born_to": born_to,
        "operated_in": _operated_in(document),
    }


def _operated_in(document: Mapping[str, Any]) -> list[str]:
    """Months of operations, as 2021-03; none of one that was not done, or in an unknown month."""
    dates = [
        plain(row.get("date"))
        for row in document.get("surgery", [])
        if plain(row.get("operated")) != "absent"
    ]
    return sorted({date[:7] for date in dates if date and len(date) >= len("2021-03")})


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
