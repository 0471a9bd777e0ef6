"""From documents to cards: computing, keeping what changed, and telling whether it is current."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from cases.document import load_document, load_documents
from cases.models import Case
from cases.ports import CaseChange
from scoring.facts import Facts, facts_from
from scoring.models import CardRow, Scored
from scoring.rules import RULES, RULESET, Rule
from scoring.rules.hashing import inputs_hash

logger = logging.getLogger(__name__)
Payload = dict[str, Any]


@dataclass(frozen=True)
class Computed:
    """One rule's result; payload None when the rule failed, which is shown as 'not computed'."""

    rule: Rule
    inputs_hash: str
    payload: Payload | None


def compute(document: Mapping[str, Any]) -> list[Computed]:
    """All rules on one document. A rule that raises gives no payload, never an old one."""
    facts = facts_from(document)
    return [_run(rule, facts) for rule in RULES]


def _run(rule: Rule, facts: Facts) -> Computed:
    try:
        return Computed(rule, inputs_hash(facts, rule), rule.evaluate(facts).as_dict())
    except Exception:  # a fault in one rule must not hide the others, nor cost a save
        logger.exception("rule %s failed", rule.key)
        return Computed(rule, "", None)


def rescore(change: CaseChange) -> None:
    """The CASE_SAVED port: run all rules on a set of cases and add the cards that changed."""
    rescore_cases(change.case_ids)


def rescore_cases(case_ids: Iterable[int]) -> int:
    """Run all rules; returns how many card rows were added. May run any number of times."""
    # Versions first: a save in between then leaves cards that are known to be of an older version.
    versions = dict(Case.objects.filter(pk__in=list(case_ids)).values_list("pk", "version"))
    documents = load_documents(versions)
    latest = _latest_cards(documents)
    rows, scored, now = [], [], timezone.now()
    for case_id, document in documents.items():
        results = compute(document)
        for result in results:
            key = (case_id, result.rule.key)
            if result.payload and latest.get(key) != (result.inputs_hash, result.rule.version):
                rows.append(_card_row(case_id, versions[case_id], result, now))
        if all(result.payload for result in results):
            scored.append(
                Scored(case_id=case_id, case_version=versions[case_id], ruleset=RULESET, at=now)
            )
    CardRow.objects.bulk_create(rows)
    Scored.objects.bulk_create(
        scored,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["case_version", "ruleset", "at"],
    )
    return len(rows)


def stale_case_ids(limit: int) -> list[int]:
    """Cases whose cards are not those of their version and of the running rule set."""
    current = Scored.objects.filter(
        case=models.OuterRef("pk"), case_version=models.OuterRef("version"), ruleset=RULESET
    )
    stale = Case.objects.exclude(models.Exists(current)).order_by("pk")
    return list(stale.values_list("pk", flat=True)[:limit])


def current_cards(case: Case) -> tuple[list[Payload | None], bool]:
    """The cards of a case and whether they are the stored ones; else computed on the fly.

    None stands for a rule that failed: shown as 'not computed', never as its old card.
    """
    scored = Scored.objects.filter(case=case).first()
    if scored and (scored.case_version, scored.ruleset) == (case.version, RULESET):
        stored = _latest_payloads(case)
        return [stored.get(rule.key) for rule in RULES], True
    return [result.payload for result in compute(load_document(case.pk))], False


def _latest_cards(case_ids: Iterable[int]) -> dict[tuple[int, str], tuple[str, str]]:
    rows = (
        CardRow.objects.filter(case_id__in=list(case_ids))
        .order_by("case_id", "rule", "-id")
        .distinct("case_id", "rule")
        .values_list("case_id", "rule", "inputs_hash", "rule_version")
    )
    return {(case_id, rule): (digest, version) for case_id, rule, digest, version in rows}


def _latest_payloads(case: Case) -> dict[str, Payload]:
    rows = CardRow.objects.filter(case=case).order_by("rule", "-id").distinct("rule")
    return dict(rows.values_list("rule", "payload"))


def _card_row(case_id: int, version: int, result: Computed, now: Any) -> CardRow:
    return CardRow(
        case_id=case_id,
        rule=result.rule.key,
        rule_version=result.rule.version,
        case_version=version,
        inputs_hash=result.inputs_hash,
        payload=result.payload,
        at=now,
    )
