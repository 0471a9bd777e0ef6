"""What scoring adds to the list of cases."""

from typing import Any

from django.db import models

from scoring.models import CardRow, Scored
from scoring.rules import RULESET


def columns(case_ids: frozenset[int]) -> dict[int, dict[str, Any]]:
    """The CASE_INDEX port: segments of the current Kulaylat card, e.g. 'I II' or 'II?'."""
    current = Scored.objects.filter(
        case__in=case_ids, ruleset=RULESET, case_version=models.F("case__version")
    )
    rows = (
        CardRow.objects.filter(case_id__in=current.values("case"), rule="kulaylat")
        .order_by("case_id", "-id")
        .distinct("case_id")
        .values_list("case_id", "payload")
    )
    return {case_id: {"segments": _segments(payload)} for case_id, payload in rows}


def _segments(payload: dict[str, Any]) -> str | None:
    if payload["applicability"] == "not_applicable":
        return None
    certain = payload.get("certain") or []
    suggested = [f"{segment}?" for segment in payload.get("suggested") or []]
    return " ".join([*certain, *suggested]) or None
