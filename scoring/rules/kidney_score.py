"""Risk scores made for metastatic renal-cell carcinoma on systemic therapy.

One point for each factor that is met. A factor that is unknown opens the range by one; one that is
not applicable is not among those counted. The group is never narrowed to what is merely likely.
What a report states of the same score stands beside it, and its time factor is taken over only
where the record cannot compute it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from scoring.rules.base import Card, Criterion, Missing, Note, applicability
from scoring.rules.calcium import NOT_CORRECTED
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.rules.factor_time import (
    GIVEN,
    MADE_FOR,
    TIME_READS,
    first_line_start,
    systemic_therapy,
    time_to_systemic,
)
from scoring.rules.factors import Factor
from scoring.rules.inputs import METASTASIS
from scoring.values.cells import Finding, Why, amount, code, codes
from scoring.values.fields import Facts, every
from scoring.values.periods import Period
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth
from scoring.values.units import NUMBER

SCORE = every("scores_reported.score", code)
SCORE_VALUE = every("scores_reported.value", amount(NUMBER))
SCORE_GROUP = every("scores_reported.group", code)
SCORE_FACTORS = every("scores_reported.factors", codes)
REPORTED_READS = (SCORE, SCORE_VALUE, SCORE_GROUP, SCORE_FACTORS)
# Of every such score, beside what its own factors read.
SCORE_READS = (*TIME_READS, METASTASIS, *REPORTED_READS)

Groups = tuple[tuple[str, int, int], ...]  # key, first and last points


class Gate(NamedTuple):
    """One thing that the score was made for. reason: said where it does not hold."""

    field: str
    truth: Truth
    reason: Note


@dataclass(frozen=True, slots=True)
class KidneyScore:
    """factors: in the order of the card; the time to systemic therapy is one of them."""

    key: str
    version: str
    citation: str
    factors: tuple[Callable[[Facts], Factor], ...]
    groups: Groups

    def evaluate(self, facts: Facts) -> Card:
        factors = [factor(facts) for factor in self.factors]
        own = [factor.criterion.answer for factor in factors]
        row = self._reported_row(facts)
        time = self.factors.index(time_to_systemic)
        is_stated = (
            row is not None and own[time] in (UNKNOWN, NOT_APPLICABLE) and _names_time(facts, row)
        )
        counted = [*own[:time], YES, *own[time + 1 :]] if is_stated else own
        gates = (_histology(facts), _therapy(facts), _metastasis(facts))
        return Card(
            rule=self.key,
            version=self.version,
            applicability=applicability(*(gate.truth for gate in gates)),
            reasons=tuple(gate.reason for gate in gates if gate.truth is not YES),
            result=self._result(facts, row, counted, own),
            criteria=_criteria(factors, time if is_stated else None),
            missing=(*self._missing_factors(factors, counted), *_missing_gates(gates)),
            caveats=(*self._caveats(factors, counted), *_after_therapy(facts, factors)),
            citation=self.citation,
        )

    def figures(self, answers: Sequence[Truth]) -> dict[str, Any]:
        """counted: certain points. low to high: what is possible, of so many that apply."""
        low = answers.count(YES)
        high, of = low + answers.count(UNKNOWN), len(answers) - answers.count(NOT_APPLICABLE)
        groups = list(_groups(self.groups, low, high)) if of else []
        return {"counted": low, "low": low, "high": high, "of": of, "groups": groups}

    def _result(
        self, facts: Facts, row: int | None, counted: Sequence[Truth], own: Sequence[Truth]
    ) -> dict[str, Any]:
        result = self.figures(counted)
        if row is not None:
            result["reported"] = self._reported(facts, row)
        if counted != own:
            result["alone"] = self.figures(own)
        return result

    def _reported_row(self, facts: Facts) -> int | None:
        """The latest row that reports this score; none behind a row that cannot be read."""
        for index, score in enumerate(facts[SCORE]):
            if score.why is Why.UNREADABLE:
                return None
            if score.code == self.key:
                return index
        return None

    def _reported(self, facts: Facts, row: int) -> dict[str, Any]:
        """As the source states it; what is no possible value or group is left out."""
        reported: dict[str, Any] = {}
        known = facts[SCORE_VALUE][row].interval
        points = None if known is None else known.exact
        if points is not None and points in range(len(self.factors) + 1):
            reported["value"] = int(points)
        if facts[SCORE_GROUP][row].code in [key for key, _first, _last in self.groups]:
            reported["group"] = facts[SCORE_GROUP][row].code
        return reported

    def _missing_factors(
        self, factors: Sequence[Factor], counted: Sequence[Truth]
    ) -> list[Missing]:
        """The one that can narrow the groups most first."""
        missing = []
        for index, factor in enumerate(factors):
            if factor.gaps:
                missing += factor.missing(self._settles(index, counted))
        return sorted(missing, key=Missing.openness)

    def _settles(self, index: int, counted: Sequence[Truth]) -> dict[str, list[str]]:
        """By answer to one factor: the groups then possible."""
        return {
            str(answer): self.figures(_with(counted, index, answer))["groups"]
            for answer in (YES, NO)
        }

    def _caveats(self, factors: Sequence[Factor], counted: Sequence[Truth]) -> tuple[Note, ...]:
        caveats = []
        for index, factor in enumerate(factors):
            for note in factor.caveats:
                caveats.append(note)
                if note.code == NOT_CORRECTED:
                    # The definition asks for corrected calcium: what would stand without this one.
                    strict = self.figures(_with(counted, index, UNKNOWN))
                    caveats.append(Note("strict_range", strict))
        return tuple(caveats)


@cache
def _groups(groups: Groups, low: int, high: int) -> tuple[str, ...]:
    return tuple(key for key, first, last in groups if first <= high and low <= last)


def _with(answers: Sequence[Truth], index: int, answer: Truth) -> list[Truth]:
    return [*answers[:index], answer, *answers[index + 1 :]]


def _names_time(facts: Facts, row: int) -> bool:
    return "time_to_systemic" in facts[SCORE_FACTORS][row].codes


def _histology(facts: Facts) -> Gate:
    diagnosis = facts[DIAGNOSIS]
    is_made_for = has_diagnosis(diagnosis, MADE_FOR)
    return Gate(DIAGNOSIS, is_made_for, why_not(diagnosis))


def _therapy(facts: Facts) -> Gate:
    therapy = systemic_therapy(facts)
    if therapy.truth is NO:
        return Gate(GIVEN, NO, Note("no_systemic_therapy"))
    if therapy.why is Why.UNANSWERED:
        return Gate(GIVEN, UNKNOWN, Note("systemic_therapy_not_reported"))
    return Gate(GIVEN, therapy.truth, Note("systemic_therapy_unknown", _why(therapy)))


def _metastasis(facts: Facts) -> Gate:
    metastasis = facts[METASTASIS]
    if metastasis.truth is NO:
        return Gate(METASTASIS, NO, Note("not_metastatic"))
    if metastasis.why is Why.EQUIVOCAL:
        return Gate(METASTASIS, UNKNOWN, Note("metastasis_equivocal"))
    return Gate(METASTASIS, metastasis.truth, Note("metastasis_unknown", _why(metastasis)))


def _why(found: Finding) -> dict[str, str]:
    return {} if found.why is None else {"why": str(found.why)}


def _after_therapy(facts: Facts, factors: Sequence[Factor]) -> list[Note]:
    """The blood that answers and was certainly taken after therapy began, by its date.

    The scores were made with values from before it.
    """
    start = first_line_start(facts).period
    if start is None:
        return []
    late: dict[Period, list[str]] = {}
    for factor in factors:
        answer, sampled = factor.criterion.answer, factor.sampled
        if sampled and answer in (YES, NO) and sampled.first > start.last:
            late.setdefault(sampled, []).append(factor.criterion.key)
    return [
        Note("after_therapy", {"criteria": keys, "sampled": day.text(), "start": start.text()})
        for day, keys in late.items()
    ]


def _criteria(factors: Sequence[Factor], stated: int | None) -> tuple[Criterion, ...]:
    """stated: place of the factor that is taken over from a report."""
    criteria = [factor.criterion for factor in factors]
    if stated is not None:
        values = {**criteria[stated].values, "stated": str(YES)}
        criteria[stated] = replace(criteria[stated], values=values)
    return tuple(criteria)


def _missing_gates(gates: Sequence[Gate]) -> list[Missing]:
    """Only where they decide: no other gate has failed."""
    if any(gate.truth is NO for gate in gates):
        return []
    unknown = [gate.field for gate in gates if gate.truth is not YES]
    if_yes = ["applicable"] if len(unknown) == 1 else ["applicable", "not_applicable"]
    settles = {str(YES): if_yes, str(NO): ["not_applicable"]}
    return [Missing(field, settles) for field in unknown]
