"""Scoring cases that nobody saves: all of them, in batches, each in a transaction of its own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from cases.index import update_index
from cases.models import Case
from cases.ports import CaseChange
from scoring.facts import READ_BY_RULES, fields_by_section
from scoring.loading import document_of, inputs_digest, load_rows, load_sections
from scoring.models import RuleSet
from scoring.rules import Rule
from scoring.services import (
    State,
    Work,
    case_states,
    running,
    score,
    stale_case_ids,
    stale_cases,
)

States = Mapping[int, State]
RulesThatRan = Mapping[str, frozenset[str]]  # by rule set: "key:version"
BATCH = 500  # cases; a save of one of them waits until its batch is done


@dataclass(frozen=True)
class Progress:
    """Of one batch, or of several together.

    cases: scored, or skipped: held by whoever saves or scores them. cards: rows added. failed:
    cases in which a rule gave no card.
    """

    cases: int = 0
    cards: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.cases + other.cases,
            self.cards + other.cards,
            self.failed + other.failed,
            self.skipped + other.skipped,
        )


def score_stale(limit: int) -> Progress:
    """Score the cases that waited longest; may run at any time, beside itself too."""
    return _score_batch(stale_case_ids(limit), _rules_that_ran(), checks=False)


def score_all(*, also_current: bool = False) -> Iterator[Progress]:
    """Batch by batch, in the order of the cases' keys.

    Whatever stops it, the next run goes on with what is not current. also_current: cases too whose
    cards are; of all it is then looked up whether the record still holds what the rules read.
    """
    ran, after = _rules_that_ran(), 0
    while ids := _next_ids(after, also_current):
        yield _score_batch(ids, ran, checks=also_current)
        after = ids[-1]


def count_cases(*, also_current: bool = False) -> int:
    """How many `score_all` would look at."""
    return _candidates(also_current).count()


def _candidates(also_current: bool) -> models.QuerySet[Case]:
    return Case.objects.all() if also_current else stale_cases()


def _next_ids(after: int, also_current: bool) -> list[int]:
    found = _candidates(also_current).filter(pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:BATCH])


def _rules_that_ran() -> RulesThatRan:
    """Of every rule set there was; the running one is put among them."""
    name, rules = running()
    row = RuleSet(name=name, rules=[_name(rule) for rule in rules])
    RuleSet.objects.bulk_create([row], ignore_conflicts=True)
    return {name: frozenset(rules) for name, rules in RuleSet.objects.values_list("name", "rules")}


def _name(rule: Rule) -> str:
    return f"{rule.key}:{rule.version}"


def _score_batch(case_ids: list[int], ran: RulesThatRan, *, checks: bool) -> Progress:
    with transaction.atomic():
        rows = Case.objects.filter(pk__in=case_ids).order_by("pk")
        held = rows.select_for_update(skip_locked=True, no_key=True)
        states = case_states(held.values_list("pk", flat=True))
        known, unknown = _split(states, ran, checks)
        tally = score(_work_on_known(known, ran) | _work_on_read(unknown, ran))
        if tally.changed:
            update_index(CaseChange(tally.changed, None, timezone.now()))
    return Progress(tally.cases, tally.cards, tally.failed, len(case_ids) - tally.cases)


def _split(states: States, ran: RulesThatRan, checks: bool) -> tuple[States, States]:
    """Cases in the version that they were scored in, and the others.

    The version rises with whatever is written, so that the former's facts are those of their cards.
    """
    known = {
        pk: state
        for pk, state in states.items()
        if not checks and state.version == state.scored_version and state.ruleset in ran
    }
    return known, {pk: state for pk, state in states.items() if pk not in known}


def _work_on_known(states: States, ran: RulesThatRan) -> dict[int, Work]:
    """Only rules that did not run on them are due, and only what these read is loaded."""
    work: dict[int, Work] = {}
    for ruleset in {state.ruleset for state in states.values()}:
        of_set = {pk: state for pk, state in states.items() if state.ruleset == ruleset}
        due = _due(ruleset, ran)
        documents = load_sections(of_set, fields_by_section(due))
        work |= {pk: Work(state, documents[pk], due) for pk, state in of_set.items()}
    return work


def _work_on_read(states: States, ran: RulesThatRan) -> dict[int, Work]:
    """All that rules read is loaded; where it is what was scored, only other rules are due."""
    work: dict[int, Work] = {}
    _ruleset, every = running()
    due_after = {name: _due(name, ran) for name in ran}
    for pk, rows in load_rows(states, READ_BY_RULES).items():
        state, digest = states[pk], inputs_digest(rows)
        is_same = digest == state.inputs_hash
        due = due_after.get(state.ruleset or "", every) if is_same else every
        work[pk] = Work(state, document_of(rows) if due else {}, due, digest)
    return work


def _due(ruleset: str | None, ran: RulesThatRan) -> tuple[Rule, ...]:
    """The rules that are not, in their version, in a rule set that ran."""
    done = ran.get(ruleset or "", frozenset())
    return tuple(rule for rule in running()[1] if _name(rule) not in done)
