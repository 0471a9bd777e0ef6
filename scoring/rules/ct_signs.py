"""CT signs of a leiomyosarcoma springing from the inferior vena cava, as the report teaches them.

No unit: each sign is present or absent. The strongest sign that is present decides, whatever is
unknown of the others; only when all three are absent is an origin in the cava not supported; what
is missing leaves it open. None of it is a diagnosis. Beside each sign stands how often it was seen
by Webb et al. 2013 in 18 CTs, 4 of them of such a tumour. The cava cannot be embedded positively
and negatively at once, not in two readings either: then there is no result.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from scoring.rules.base import APPLICABILITY, Card, Criterion, Missing, Note, Rule
from scoring.rules.cava import TEACHES
from scoring.rules.decisions import Decision, Input
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.rules.judgements import asked
from scoring.values.cells import Finding, finding
from scoring.values.fields import Facts, Field, latest
from scoring.values.truth import NO, YES, Truth

KEY, VERSION = "ct_signs", "1"
CITATION = f"{TEACHES}, lines 131-145; figures: Webb et al., AJR 2013;200:205-9"
OUTCOMES = ("strong", "supportive", "weak_support", "not_supported")
NOT_SUPPORTED = OUTCOMES[-1]
INDETERMINATE, CONTRADICTION = "indeterminate", "contradiction"

LUMEN = latest("ct_signs.lumen_invaded_and_dilated", finding)
IMPERCEPTIBLE = latest("ct_signs.imperceptible_cava_lumen", finding)
POSITIVE = latest("ct_signs.positive_embedded_ivc", finding)
NEGATIVE = latest("ct_signs.negative_embedded_ivc", finding)
SIGNS = (LUMEN, IMPERCEPTIBLE, POSITIVE, NEGATIVE)  # the strongest first; the last speaks against
READS = (*SIGNS, DIAGNOSIS)

SERIES = {"of": 4, "of_others": 14}  # Webb's CTs: leiomyosarcomas of the cava, other masses
INTERVAL = (19, 99)  # per cent: exact binomial 95 % interval of 3 in 4
# Seen in so many of each; p as printed. For the first sign Webb counted any tumour in the lumen.
SEEN: dict[Field[Finding], dict[str, Any]] = {
    LUMEN: {"seen": 1, "seen_in_others": 2, "p": "= 1.0"},
    IMPERCEPTIBLE: {"seen": 3, "seen_in_others": 0, "p": "< 0.02", "interval": list(INTERVAL)},
    POSITIVE: {"seen": 0, "seen_in_others": 1, "p": "= 1.0"},
    NEGATIVE: {"seen": 0, "seen_in_others": 11, "p": "= 0.01"},
}


def support(*signs: Truth) -> str:
    """signs: in the order of SIGNS. Indeterminate where none is present and one is not known."""
    *speak_for, negative = signs
    if speak_for[-1] is YES and negative is YES:
        return CONTRADICTION
    if YES in speak_for:
        return OUTCOMES[speak_for.index(YES)]
    return NOT_SUPPORTED if set(speak_for) == {NO} else INDETERMINATE


DECISION = Decision(OUTCOMES, support)


def evaluate(facts: Facts) -> Card:
    inputs = [asked(facts, sign) for sign in SIGNS]
    outcome = support(*(facts[sign].truth for sign in SIGNS))
    applicability, reasons = _gate(facts, outcome)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability,
        reasons=reasons,
        result={"outcome": outcome, "groups": list(DECISION.possible(inputs))},
        criteria=_criteria(facts),
        missing=_missing(inputs, outcome),
        caveats=(*_caveats(facts, outcome), Note("few_cases", SERIES), Note("no_diagnosis")),
        citation=CITATION,
    )


def _gate(facts: Facts, outcome: str) -> tuple[str, tuple[Note, ...]]:
    """Without a histology it applies: the signs are read before there is one."""
    diagnosis = facts[DIAGNOSIS]
    if has_diagnosis(diagnosis, "leiomyosarcoma") is NO:
        return APPLICABILITY[NO], (why_not(diagnosis),)
    contradict = (Note("signs_contradict"),) if outcome == CONTRADICTION else ()
    return APPLICABILITY[YES], contradict


def _criteria(facts: Facts) -> tuple[Criterion, ...]:
    sides = dict.fromkeys(SIGNS, "for") | {NEGATIVE: "against"}
    return tuple(
        Criterion.of(sign.name, facts[sign], side=sides[sign], **_figures(sign)) for sign in SIGNS
    )


def _missing(inputs: Sequence[Input], outcome: str) -> tuple[Missing, ...]:
    """What would change the outcome; of two signs that exclude each other, either may be wrong."""
    if outcome != CONTRADICTION:
        return DECISION.missing(inputs)
    return tuple(_if_absent(inputs, sign) for sign in (POSITIVE, NEGATIVE))


def _if_absent(inputs: Sequence[Input], sign: Field[Finding]) -> Missing:
    corrected = [replace(each, options=(NO,)) if each.field is sign else each for each in inputs]
    return Missing(sign, {str(NO): DECISION.possible(corrected)}, "consistency")


def _figures(sign: Field[Finding]) -> dict[str, Any]:
    """In how many it was seen, of each kind."""
    return {**SEEN[sign], **SERIES}


def _caveats(facts: Facts, outcome: str) -> list[Note]:
    """What Webb's figures say against a sign that is present."""
    if outcome == CONTRADICTION:
        return []
    codes = {
        NEGATIVE: "argues_against",
        LUMEN: "lumen_not_confirmed",
        POSITIVE: "positive_not_confirmed",
    }
    return [Note(code, _figures(sign)) for sign, code in codes.items() if facts[sign].truth is YES]


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    example={
        "ct_signs": [
            {
                "lumen_invaded_and_dilated": "not_assessed",
                "imperceptible_cava_lumen": "present",
                "positive_embedded_ivc": "absent",
                "negative_embedded_ivc": "absent",
            }
        ]
    },
)
