"""Technical accessibility by segment, as the case report describes surgery of each segment.

The worst segment decides. This is not resectability, which only a board judges: "often
impossible" is the report's phrase for segment III with invaded hepatic veins, and resections of
such tumours have been published. Beside it stands a sheet of statements for and against, with
their lines of the report; nothing is added up.
"""

from collections.abc import Sequence, Set
from functools import cache
from typing import Any

from scoring.rules.base import Card, Criterion, Missing, Note, Rule
from scoring.rules.cava import (
    CAVA_READS,
    CT_LEFT_RENAL,
    CT_RIGHT_RENAL,
    HEPATIC_VEINS,
    LOWER,
    RIGHT_ATRIUM,
    TEACHES,
    UPPER,
    Tumour,
    gate,
    tumour_of,
)
from scoring.rules.factors import lack_of_value
from scoring.rules.segments import LEVELS, SEGMENTS, Limits, completions
from scoring.values.cells import SAYS_NOTHING, Finding, Why, either, finding
from scoring.values.fields import Facts, Field, latest
from scoring.values.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, negate

KEY, VERSION = "technical_accessibility", "2"
CITATION = f"{TEACHES}, lines 201-211"
UNDETERMINED = "undetermined"
OUTCOMES = ("accessible", "challenging", "conditional", "often_impossible")
BY_HEPATIC_VEINS = {YES: "often_impossible", NO: "conditional"}

BORDER_ABDOMINAL = latest("ct_abdomen.border_abdominal_wall", finding)
BORDER_THORACIC = latest("ct_abdomen.border_thoracic_wall", finding)
BUD = latest("assessment.endoluminal_bud", finding)
METASTASIS = latest("assessment.metastasis", finding)
LIMITS: dict[str, str] = {LOWER: "lower", UPPER: "upper"}
ANSWERED_BY: dict[str, tuple[Field[Any], ...]] = {
    "segment_i_only": (UPPER, LOWER),
    "border_abdominal_wall": (BORDER_ABDOMINAL,),
    "border_thoracic_wall": (BORDER_THORACIC,),
    "hepatic_veins_free": (HEPATIC_VEINS,),
    "segment_iii_with_hepatic_veins": (UPPER, HEPATIC_VEINS),
    "renal_veins": (CT_RIGHT_RENAL, CT_LEFT_RENAL),
    "retrohepatic": (UPPER, LOWER),
    "right_atrium": (RIGHT_ATRIUM,),
    "endoluminal_bud": (BUD,),
    "metastasis": (METASTASIS,),
}
READS = (*CAVA_READS, BORDER_ABDOMINAL, BORDER_THORACIC, BUD, METASTASIS)


def evaluate(facts: Facts) -> Card:
    tumour = tumour_of(facts)
    applicability, reasons = gate(facts, tumour.limits)
    criteria = (*_for(facts, tumour), *_against(facts, tumour))
    groups = possible_outcomes(tumour.limits, tumour.hepatic.truth)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability,
        reasons=reasons,
        result=_result(tumour, groups),
        criteria=criteria,
        missing=_missing(facts, tumour, criteria, groups),
        caveats=(Note("board_judges"),),
        citation=CITATION,
    )


def _result(tumour: Tumour, groups: Sequence[str]) -> dict[str, Any]:
    """outcome: the one that is possible, else undetermined; groups: all that are possible."""
    if len(groups) == 1:
        return {"outcome": groups[0], "groups": list(groups)}
    result = {"outcome": UNDETERMINED, "groups": list(groups)}
    if suggested := tumour.suggested():
        segments = {*tumour.span.certain, *suggested}
        result["suggested"] = list(suggested)
        result["if_suggested"] = _by_worst(segments, tumour.hepatic.truth)
    return result


@cache
def possible_outcomes(limits: Limits, veins: Truth) -> tuple[str, ...]:
    """From the easiest to the hardest; none where the limits contradict each other."""
    answers = (veins,) if veins in BY_HEPATIC_VEINS else tuple(BY_HEPATIC_VEINS)
    reached = {_by_worst(segments, each) for segments in completions(limits) for each in answers}
    return tuple(outcome for outcome in OUTCOMES if outcome in reached)


def _by_worst(segments: Set[str], veins: Truth) -> str:
    if SEGMENTS[2] in segments:
        return BY_HEPATIC_VEINS.get(veins, UNDETERMINED)
    return OUTCOMES[1] if SEGMENTS[1] in segments else OUTCOMES[0]


def _for(facts: Facts, tumour: Tumour) -> list[Criterion]:
    """Statements that speak for access, with their lines of the report."""
    in_segment, veins = tumour.span.truth, tumour.hepatic
    only_first = all_of(in_segment("I"), negate(any_of(in_segment("II"), in_segment("III"))))
    return [
        _statement("segment_i_only", Finding(only_first), "for", "202-206"),
        _statement("border_abdominal_wall", facts[BORDER_ABDOMINAL], "for", "53-54"),
        _statement("border_thoracic_wall", facts[BORDER_THORACIC], "for", "53-54"),
        _statement("hepatic_veins_free", Finding(negate(veins.truth), veins.why), "for", "206-208"),
    ]


def _against(facts: Facts, tumour: Tumour) -> list[Criterion]:
    """Statements that speak against it."""
    third_with_veins = all_of(tumour.span.truth("III"), tumour.hepatic.truth)
    renal = either(tumour.right_renal, tumour.left_renal)
    return [
        _statement(
            "segment_iii_with_hepatic_veins", Finding(third_with_veins), "against", "206-208"
        ),
        _statement("renal_veins", renal, "against", "208-211"),
        _statement("retrohepatic", Finding(tumour.span.truth("II")), "against", "208-211"),
        _statement("right_atrium", _right_atrium(tumour), "against", "239-244"),
        _statement("endoluminal_bud", facts[BUD], "against", "239-244"),
        _statement("metastasis", _metastasis(facts[METASTASIS]), "against", "116-119"),
    ]


def _statement(key: str, found: Finding, side: str, lines: str) -> Criterion:
    return Criterion.of(key, found, side=side, lines=lines)


def _right_atrium(tumour: Tumour) -> Finding:
    """By the upper limit where it says so, or where the finding says nothing."""
    upper, found = tumour.limits.upper, tumour.atrium
    if upper == LEVELS[-1]:
        return Finding(YES)
    return Finding(NO) if upper and found.why in SAYS_NOTHING else found


def _metastasis(found: Finding) -> Finding:
    """The statement is "present or equivocal", so that equivocal makes it true."""
    return found._replace(truth=YES) if found.why is Why.EQUIVOCAL else found


def _missing(
    facts: Facts, tumour: Tumour, criteria: Sequence[Criterion], groups: Sequence[str]
) -> tuple[Missing, ...]:
    """What would change the outcome, what settles most first; then the rest of the sheet."""
    settling = _settles(tumour.limits, tumour.hepatic.truth) if len(groups) > 1 else {}
    fields = dict.fromkeys(settling)
    for criterion in criteria:
        if criterion.answer is UNKNOWN:
            fields |= dict.fromkeys(ANSWERED_BY[criterion.key])
    gaps = [
        Missing(field, settling.get(field, {}), lack_of_value(facts[field].why))
        for field in fields
        if field in settling or _is_open(facts, tumour, field)
    ]
    return tuple(sorted(gaps, key=Missing.openness))


def _is_open(facts: Facts, tumour: Tumour, field: Field[Any]) -> bool:
    if field in LIMITS:
        return getattr(tumour.limits, LIMITS[field]) is None
    found = tumour.hepatic if field == HEPATIC_VEINS else facts[field]
    return found.truth is UNKNOWN


@cache
def _settles(limits: Limits, veins: Truth) -> dict[Field[Any], dict[str, tuple[str, ...]]]:
    """By decisive field that is open: by its answer, the outcomes then possible."""
    settles: dict[Field[Any], dict[str, tuple[str, ...]]] = {}
    if limits.upper is None:
        readings = {level: limits._replace(upper=level) for level in LEVELS}
        outcomes = {level: possible_outcomes(each, veins) for level, each in readings.items()}
        settles[UPPER] = {level: possible for level, possible in outcomes.items() if possible}
    if veins not in BY_HEPATIC_VEINS:
        answers = {str(answer): possible_outcomes(limits, answer) for answer in BY_HEPATIC_VEINS}
        settles[HEPATIC_VEINS] = answers
    return settles


RULE = Rule(KEY, VERSION, evaluate, READS)
