"""From documents to cards: computing, keeping what changed, and telling whether it is current."""

import logging
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from cases.document import load_document, load_documents
from cases.models import Case
from cases.ports import CaseChange
from scoring.facts import READ_BY_RULES, Facts, facts_from
from scoring.loading import load_sections
from scoring.models import CardRow, Scored
from scoring.rules import RULES, RULESET, Rule
from scoring.rules.hashing import inputs_hashes

logger = logging.getLogger(__name__)
Payload = dict[str, Any]
FEW = 20  # cases; more of them load faster section by section than as whole documents
WRITTEN_AT_ONCE = 1_000  # rows of one INSERT
FAILED = ""  # in the place of a rule set: a rule gave no card, so that the cards are not current


@dataclass(frozen=True)
class Computed:
    """One rule's result; payload None when the rule failed, which is shown as 'not computed'."""

    rule: Rule
    payload: Payload | None


class Tally(NamedTuple):
    """What scoring did. cards: rows added. failed: cases in which a rule gave no card.

    changed: cases of which the cards, or which are current, changed.
    """

    cases: int
    cards: int
    failed: int
    changed: frozenset[int]


class State(NamedTuple):
    """A case as it is, and what it was scored as; None where it never was."""

    version: int
    scored_version: int | None = None
    ruleset: str | None = None
    inputs_hash: str | None = None


class Work(NamedTuple):
    """A case to score. rules: whose cards may not be those of the record. digest: of the sections.

    digest None: the sections were not looked at as a whole.
    """

    state: State
    document: Mapping[str, Any]
    rules: Sequence[Rule]
    digest: str | None = None


def running() -> tuple[str, Sequence[Rule]]:
    """The rule set that runs: its name and its rules."""
    return RULESET, RULES


def compute(document: Mapping[str, Any]) -> list[Computed]:
    """All rules on one document. A rule that raises gives no payload, never an old one."""
    facts = facts_from(document)
    return [_run(rule, facts) for rule in RULES]


def _run(rule: Rule, facts: Facts) -> Computed:
    try:
        return Computed(rule, rule.evaluate(facts).as_dict())
    except Exception:  # a fault in one rule must not hide the others, nor cost a save
        logger.exception("rule %s failed", rule.key)
        return Computed(rule, None)


def rescore(change: CaseChange) -> None:
    """The CASE_SAVED port: run the rules on a set of cases and add the cards that changed."""
    rescore_cases(change.case_ids)


def rescore_cases(case_ids: Iterable[int]) -> int:
    """Run the rules on cases; returns how many card rows were added. May run any number of times.

    Whoever calls holds the cases' rows, so that no other transaction adds cards to them.
    """
    states = case_states(case_ids)
    load = load_documents if len(states) <= FEW else _load_read_sections
    documents = load(states)
    return score({pk: Work(states[pk], documents[pk], RULES) for pk in documents}).cards


def case_states(case_ids: Iterable[int]) -> dict[int, State]:
    """By key. Read before the documents: what is saved in between makes the cards outdated."""
    scored = ("scored__case_version", "scored__ruleset", "scored__inputs_hash")
    rows = Case.objects.filter(pk__in=list(case_ids)).values_list("pk", "version", *scored)
    return {row[0]: State(*row[1:]) for row in rows}


def score(work: Mapping[int, Work]) -> Tally:
    """Add a card for each of the rules whose version or facts are not those of its latest card.

    A rule whose version and facts are is not evaluated: it could only say the same again.
    """
    due = {case_id: each for case_id, each in work.items() if each.rules}
    latest, now = _latest_cards(due), timezone.now()
    rows: list[CardRow] = []
    failed: set[int] = set()
    for case_id, each in due.items():
        for card in _changed_cards(each, latest.get(case_id, {})):
            if card.payload is None:
                failed.add(case_id)
                continue
            card.case_id, card.case_version, card.at = case_id, each.state.version, now
            rows.append(card)
    CardRow.objects.bulk_create(rows, batch_size=WRITTEN_AT_ONCE)
    changed = {card.case_id for card in rows} | _mark_scored(work, failed, now)
    return Tally(len(work), len(rows), len(failed), frozenset(changed))


def _mark_scored(work: Mapping[int, Work], failed: Collection[int], now: datetime) -> set[int]:
    """Say which rule set gave the cards of which version; returns of which cases that is new."""
    marks = []
    for case_id, each in work.items():
        ruleset = FAILED if case_id in failed else RULESET
        mark = (each.state.version, ruleset, _known_digest(each))
        if ruleset == FAILED or mark != each.state[1:]:
            version, ruleset, digest = mark
            marks.append(
                Scored(
                    case_id=case_id,
                    case_version=version,
                    ruleset=ruleset,
                    inputs_hash=digest,
                    at=now,
                )
            )
    Scored.objects.bulk_create(
        marks,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["case_version", "ruleset", "inputs_hash", "at"],
    )
    return {mark.case_id for mark in marks}


def _known_digest(work: Work) -> str:
    """Where nobody looked, what was known still holds for the version that it was known of."""
    if work.digest is not None:
        return work.digest
    is_same = work.state.version == work.state.scored_version
    return (work.state.inputs_hash or "") if is_same else ""


def _load_read_sections(case_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    return load_sections(case_ids, READ_BY_RULES)


def _changed_cards(work: Work, latest: Mapping[str, tuple[str, str]]) -> Iterator[CardRow]:
    """Rows without their case; payload None of a rule that failed."""
    facts = facts_from(work.document, work.rules)
    hashes = inputs_hashes(facts, work.rules)
    for rule in work.rules:
        digest = hashes[rule.key]
        if latest.get(rule.key) != (digest, rule.version):
            yield CardRow(
                rule=rule.key,
                rule_version=rule.version,
                inputs_hash=digest,
                payload=_run(rule, facts).payload,
            )


def stale_cases() -> models.QuerySet[Case]:
    """Cases whose cards are not those of their version and of the running rule set."""
    current = Scored.objects.filter(
        case=models.OuterRef("pk"), case_version=models.OuterRef("version"), ruleset=RULESET
    )
    return Case.objects.exclude(models.Exists(current))


def stale_case_ids(limit: int) -> list[int]:
    """Of `stale_cases` those that waited longest: one that always fails keeps no other waiting."""
    waited = models.F("scored__at").asc(nulls_first=True)
    return list(stale_cases().order_by(waited, "pk").values_list("pk", flat=True)[:limit])


def current_cards(case: Case) -> tuple[list[Payload | None], bool]:
    """The cards of a case and whether they are the stored ones; else computed on the fly.

    None stands for a rule that failed: shown as 'not computed', never as its old card.
    """
    scored = Scored.objects.filter(case=case).first()
    if scored and (scored.case_version, scored.ruleset) == (case.version, RULESET):
        stored = _latest_payloads(case)
        return [stored.get(rule.key) for rule in RULES], True
    return [result.payload for result in compute(load_document(case.pk))], False


def _latest_cards(case_ids: Iterable[int]) -> dict[int, dict[str, tuple[str, str]]]:
    """By case and rule: the inputs' hash and the rule's version of the latest card."""
    rows = (
        CardRow.objects.filter(case_id__in=list(case_ids))
        .order_by("case_id", "rule", "-id")
        .distinct("case_id", "rule")
        .values_list("case_id", "rule", "inputs_hash", "rule_version")
    )
    latest: dict[int, dict[str, tuple[str, str]]] = {}
    for case_id, rule, digest, version in rows:
        latest.setdefault(case_id, {})[rule] = (digest, version)
    return latest


def _latest_payloads(case: Case) -> dict[str, Payload]:
    rows = CardRow.objects.filter(case=case).order_by("rule", "-id").distinct("rule")
    return dict(rows.values_list("rule", "payload"))
