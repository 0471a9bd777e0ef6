"""Technical accessibility by segment, as the case report describes surgery of each segment.

The worst segment decides; where invasion is recorded above the limits, one of the two is wrong and
nothing is decided. This is not resectability, which only a board judges: "often
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
    borders,
    conflicts,
    gate,
    outside_limits,
    tumour_of,
)
from scoring.rules.factors import lack_of_value
from scoring.rules.inputs import BUD, METASTASIS
from scoring.rules.segments import LEVELS, SEGMENTS, Limits, above, completions
from scoring.values.cells import Finding, Why, either, finding
from scoring.values.fields import Facts, Field, latest
from scoring.values.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, negate

KEY, VERSION = "technical_accessibility", "3"
CITATION = f"{TEACHES}, lines 201-211"
UNDETERMINED = "undetermined"
OUTCOMES = ("accessible", "challenging", "conditional", "often_impossible")
BY_HEPATIC_VEINS = {YES: "often_impossible", NO: "conditional"}

BORDER_ABDOMINAL = latest("ct_abdomen.border_abdominal_wall", finding)
BORDER_THORACIC = latest("ct_abdomen.border_thoracic_wall", finding)
# What statements of the sheet rest on; on invasion of the cava itself none does.
ON_SHEET = ("right_renal_vein", "left_renal_vein", "hepatic_veins", "right_atrium")
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
    groups = possible_outcomes(tumour.limits, tumour.hepatic.truth, tuple(tumour.evidence()))
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability,
        reasons=reasons,
        result=_result(tumour, groups),
        criteria=criteria,
        missing=_missing(facts, tumour, criteria, groups),
        caveats=(*_caveats(tumour), Note("board_judges")),
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


def _caveats(tumour: Tumour) -> list[Note]:
    """The upper limit alone decides the worst segment, so that only its border matters here."""
    upper = [note for note in borders(tumour.limits) if note.values["limit"] == UPPER.name]
    return [*upper, *outside_limits(tumour), *conflicts(tumour, ON_SHEET)]


@cache
def possible_outcomes(
    limits: Limits, veins: Truth, invaded: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """From the easiest to the hardest; none where the limits contradict each other.

    invaded: segments that invasion suggests.
    """
    answers = (veins,) if veins in BY_HEPATIC_VEINS else tuple(BY_HEPATIC_VEINS)
    sets = _readings(limits, invaded)
    reached = {_by_worst(segments, each) for segments in sets for each in answers}
    return tuple(outcome for outcome in OUTCOMES if outcome in reached)


def _readings(limits: Limits, invaded: tuple[str, ...]) -> list[frozenset[str]]:
    """The limits as they stand; and with what is invaded above them, if they are wrong."""
    within = completions(limits)
    higher = above(limits, invaded)
    return [*within, *(each | {segment} for each in within for segment in higher)]


def _by_worst(segments: Set[str], veins: Truth) -> str:
    if SEGMENTS[2] in segments:
        return BY_HEPATIC_VEINS.get(veins, UNDETERMINED)
    return OUTCOMES[1] if SEGMENTS[1] in segments else OUTCOMES[0]


def _for(facts: Facts, tumour: Tumour) -> list[Criterion]:
    """Statements that speak for access, with their lines of the report."""
    first, second, third = (tumour.is_in(segment) for segment in SEGMENTS)
    only_first = _because(
        all_of(first, negate(any_of(second, third))), tumour.upper.why, tumour.lower.why
    )
    veins = tumour.hepatic
    return [
        _statement("segment_i_only", only_first, "for", "202-206"),
        _statement("border_abdominal_wall", facts[BORDER_ABDOMINAL], "for", "53-54"),
        _statement("border_thoracic_wall", facts[BORDER_THORACIC], "for", "53-54"),
        _statement("hepatic_veins_free", Finding(negate(veins.truth), veins.why), "for", "206-208"),
    ]


def _against(facts: Facts, tumour: Tumour) -> list[Criterion]:
    """Statements that speak against it."""
    veins = tumour.hepatic
    third_with_veins = _because(
        all_of(tumour.is_in("III"), veins.truth), veins.why, tumour.upper.why
    )
    retrohepatic = _because(tumour.is_in("II"), tumour.upper.why, tumour.lower.why)
    renal = either(tumour.right_renal, tumour.left_renal)
    return [
        _statement("segment_iii_with_hepatic_veins", third_with_veins, "against", "206-208"),
        _statement("renal_veins", renal, "against", "208-211"),
        _statement("retrohepatic", retrohepatic, "against", "208-211"),
        _statement("right_atrium", tumour.reaches_atrium(), "against", "239-244"),
        _statement("endoluminal_bud", facts[BUD], "against", "239-244"),
        _statement("metastasis", _metastasis(facts[METASTASIS]), "against", "116-119"),
    ]


def _because(answer: Truth, *whys: Why | None) -> Finding:
    """With the first reason that somebody gave, where the answer is unknown."""
    if answer is not UNKNOWN:
        return Finding(answer)
    given = sorted((why for why in whys if why is not None), key=Why.UNANSWERED.__eq__)
    return Finding(answer, given[0] if given else None)


def _statement(key: str, found: Finding, side: str, lines: str) -> Criterion:
    return Criterion.of(key, found, side=side, lines=lines)


def _metastasis(found: Finding) -> Finding:
    """The statement is "present or equivocal", so that equivocal makes it true."""
    return found._replace(truth=YES) if found.why is Why.EQUIVOCAL else found


def _missing(
    facts: Facts, tumour: Tumour, criteria: Sequence[Criterion], groups: Sequence[str]
) -> tuple[Missing, ...]:
    """What would change the outcome, what settles most first; then the rest of the sheet."""
    invaded = tuple(tumour.evidence())
    settling = _settles(tumour.limits, tumour.hepatic.truth, invaded) if len(groups) > 1 else {}
    fields = dict.fromkeys(settling)
    for criterion in criteria:
        if criterion.answer is UNKNOWN:
            fields |= dict.fromkeys(ANSWERED_BY[criterion.key])
    found = {field: _known(facts, tumour, field) for field in fields}
    gaps = [
        Missing(field, settling.get(field, {}), _needs(tumour, field, known), why=known.why)
        for field, known in found.items()
        if field in settling or known.truth is UNKNOWN
    ]
    return tuple(sorted(gaps, key=Missing.openness))


def _known(facts: Facts, tumour: Tumour, field: Field[Any]) -> Finding:
    """Whether the field is answered; yes for a recorded limit."""
    if field in (UPPER, LOWER):
        limit = tumour.upper if field == UPPER else tumour.lower
        return Finding(YES) if limit.code else Finding(UNKNOWN, limit.why)
    if field == RIGHT_ATRIUM and tumour.is_atrium_contradicted:
        return tumour.reaches_atrium()
    found: Finding = tumour.hepatic if field == HEPATIC_VEINS else facts[field]
    return found


def _needs(tumour: Tumour, field: Field[Any], known: Finding) -> str:
    """A recorded value is asked for again only where the rest of the record contradicts it."""
    is_contradicted = field == RIGHT_ATRIUM and tumour.is_atrium_contradicted
    is_recorded = known.truth is YES or is_contradicted
    return "consistency" if is_recorded else lack_of_value(known.why)


@cache
def _settles(
    limits: Limits, veins: Truth, invaded: tuple[str, ...]
) -> dict[Field[Any], dict[str, tuple[str, ...]]]:
    """By decisive field that is open: by its answer, the outcomes then possible."""
    settles: dict[Field[Any], dict[str, tuple[str, ...]]] = {}
    if limits.upper is None or above(limits, invaded):
        readings = {level: limits._replace(upper=level) for level in LEVELS}
        outcomes = {
            level: possible_outcomes(each, veins, invaded) for level, each in readings.items()
        }
        settles[UPPER] = {level: possible for level, possible in outcomes.items() if possible}
    reaches_third = any(SEGMENTS[2] in each for each in _readings(limits, invaded))
    if reaches_third and veins not in BY_HEPATIC_VEINS:
        settles[HEPATIC_VEINS] = {
            str(answer): possible_outcomes(limits, answer, invaded) for answer in BY_HEPATIC_VEINS
        }
    return settles


EXAMPLE = {
    "pathology": [{"diagnosis": "leiomyosarcoma", "certainty": "definite"}],
    "ct_abdomen": [
        {
            "ivc_lower": "suprarenal",
            "ivc_upper": "suprahepatic",
            "border_abdominal_wall": "present",
        }
    ],
    "assessment": {"metastasis": "no"},
}
RULE = Rule(KEY, VERSION, evaluate, READS, example=EXAMPLE)
