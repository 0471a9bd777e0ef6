"""What scoring adds to the list of cases."""

from typing import Any

from scoring.models import CardRow


def columns(case_ids: frozenset[int]) -> dict[int, dict[str, Any]]:
    """The CASE_INDEX port: the segments of the latest Kulaylat card, e.g. 'I II' or 'II?'."""
    rows = (
        CardRow.objects.filter(case_id__in=case_ids, rule="kulaylat")
        .order_by("case_id", "-id")
        .distinct("case_id")
        .values_list("case_id", "payload")
    )
    return {case_id: {"segments": _segments(payload)} for case_id, payload in rows}


def _segments(payload: dict[str, Any]) -> str | None:
    certain = payload.get("certain") or []
    suggested = [f"{segment}?" for segment in payload.get("suggested") or []]
    return " ".join([*certain, *suggested]) or None
