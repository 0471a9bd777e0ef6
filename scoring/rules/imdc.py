"""IMDC risk groups for metastatic renal-cell carcinoma on systemic therapy.

Source: Heng et al., J Clin Oncol 2009;27:5794-9. Six factors, one point each; 0 favourable, 1-2
intermediate, 3-6 poor. A factor that is unknown opens the range by one; one that is not
applicable is not among those counted. The group is never narrowed to what is merely likely.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from scoring.rules.base import Card, Criterion, Missing, Note, Rule, applicability
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.rules.factor_performance import PERFORMANCE_READS, performance_status
from scoring.rules.factor_time import (
    GIVEN,
    MADE_FOR,
    TIME_READS,
    systemic_therapy,
    time_to_systemic,
)
from scoring.rules.factors import Factor
from scoring.rules.factors_blood import (
    BLOOD_READS,
    NOT_CORRECTED,
    calcium,
    haemoglobin,
    neutrophils,
    platelets,
)
from scoring.rules.inputs import METASTASIS
from scoring.values.cells import Finding, Why, amount, code, codes
from scoring.values.fields import Facts, every
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth
from scoring.values.units import NUMBER

KEY, VERSION = "imdc", "2"
CITATION = "Heng et al., J Clin Oncol 2009;27:5794-9; Heng et al., Lancet Oncol 2013;14:141-8"
GROUPS = (("favourable", 0, 0), ("intermediate", 1, 2), ("poor", 3, 6))  # key, first, last points
GROUP_KEYS = tuple(key for key, _first, _last in GROUPS)
HIGHEST = 6  # points

SCORE = every("scores_reported.score", code)
SCORE_VALUE = every("scores_reported.value", amount(NUMBER))
SCORE_GROUP = every("scores_reported.group", code)
SCORE_FACTORS = every("scores_reported.factors", codes)
REPORTED_READS = (SCORE, SCORE_VALUE, SCORE_GROUP, SCORE_FACTORS)

FACTORS = (haemoglobin, calcium, time_to_systemic, performance_status, neutrophils, platelets)
CALCIUM, TIME = FACTORS.index(calcium), FACTORS.index(time_to_systemic)


class Gate(NamedTuple):
    """One thing that the score was made for. reason: said where it does not hold."""

    field: str
    truth: Truth
    reason: Note


def evaluate(facts: Facts) -> Card:
    factors = [factor(facts) for factor in FACTORS]
    own = [factor.criterion.answer for factor in factors]
    row = _reported_row(facts)
    is_stated = (
        row is not None and own[TIME] in (UNKNOWN, NOT_APPLICABLE) and _names_time(facts, row)
    )
    counted = [*own[:TIME], YES, *own[TIME + 1 :]] if is_stated else own
    gates = (_histology(facts), _therapy(facts), _metastasis(facts))
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability(*(gate.truth for gate in gates)),
        reasons=tuple(gate.reason for gate in gates if gate.truth is not YES),
        result=_result(facts, row, counted, own),
        criteria=_criteria(factors, is_stated),
        missing=(*_missing_factors(factors, counted), *_missing_gates(gates)),
        caveats=_caveats(factors, counted),
        citation=CITATION,
    )


def figures(answers: Sequence[Truth]) -> dict[str, Any]:
    """counted: certain points. low to high: what is possible, of so many that apply."""
    low = answers.count(YES)
    high, of = low + answers.count(UNKNOWN), len(answers) - answers.count(NOT_APPLICABLE)
    groups = list(_groups(low, high)) if of else []
    return {"counted": low, "low": low, "high": high, "of": of, "groups": groups}


@cache
def _groups(low: int, high: int) -> tuple[str, ...]:
    return tuple(key for key, first, last in GROUPS if first <= high and low <= last)


def _result(
    facts: Facts, row: int | None, counted: Sequence[Truth], own: Sequence[Truth]
) -> dict[str, Any]:
    result = figures(counted)
    if row is not None:
        result["reported"] = _reported(facts, row)
    if counted != own:
        result["alone"] = figures(own)
    return result


def _reported_row(facts: Facts) -> int | None:
    """The latest row that reports this score; none behind a row that cannot be read."""
    for index, score in enumerate(facts[SCORE]):
        if score.why is Why.UNREADABLE:
            return None
        if score.code == KEY:
            return index
    return None


def _names_time(facts: Facts, row: int) -> bool:
    return "time_to_systemic" in facts[SCORE_FACTORS][row].codes


def _reported(facts: Facts, row: int) -> dict[str, Any]:
    """As the source states it; what is no possible value or group is left out."""
    reported: dict[str, Any] = {}
    known = facts[SCORE_VALUE][row].interval
    points = None if known is None else known.exact
    if points is not None and points in range(HIGHEST + 1):
        reported["value"] = int(points)
    if facts[SCORE_GROUP][row].code in GROUP_KEYS:
        reported["group"] = facts[SCORE_GROUP][row].code
    return reported


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


def _criteria(factors: Sequence[Factor], is_stated: bool) -> tuple[Criterion, ...]:
    criteria = [factor.criterion for factor in factors]
    if is_stated:
        stated = {**criteria[TIME].values, "stated": str(YES)}
        criteria[TIME] = replace(criteria[TIME], values=stated)
    return tuple(criteria)


def _missing_factors(factors: Sequence[Factor], counted: Sequence[Truth]) -> list[Missing]:
    """The one that can narrow the groups most first."""
    missing = []
    for index, factor in enumerate(factors):
        if factor.gaps:
            settles = _settles(index, counted)
            missing += factor.missing(settles)
    return sorted(missing, key=Missing.openness)


def _settles(index: int, counted: Sequence[Truth]) -> dict[str, list[str]]:
    """By answer to one factor: the groups then possible."""
    answers = {
        str(answer): [*counted[:index], answer, *counted[index + 1 :]] for answer in (YES, NO)
    }
    return {answer: figures(truths)["groups"] for answer, truths in answers.items()}


def _missing_gates(gates: Sequence[Gate]) -> list[Missing]:
    """Only where they decide: no other gate has failed."""
    if any(gate.truth is NO for gate in gates):
        return []
    unknown = [gate.field for gate in gates if gate.truth is not YES]
    if_yes = ["applicable"] if len(unknown) == 1 else ["applicable", "not_applicable"]
    settles = {str(YES): if_yes, str(NO): ["not_applicable"]}
    return [Missing(field, settles) for field in unknown]


def _caveats(factors: Sequence[Factor], counted: Sequence[Truth]) -> tuple[Note, ...]:
    caveats = []
    for note in (note for factor in factors for note in factor.caveats):
        caveats.append(note)
        if note.code == NOT_CORRECTED:
            # The definition asks for corrected calcium: what would stand without this one.
            strict = [*counted[:CALCIUM], UNKNOWN, *counted[CALCIUM + 1 :]]
            caveats.append(Note("strict_range", figures(strict)))
    return tuple(caveats)


READS = (*BLOOD_READS, *PERFORMANCE_READS, *TIME_READS, METASTASIS, *REPORTED_READS)
RULE = Rule(KEY, VERSION, evaluate, READS)
