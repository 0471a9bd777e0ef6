"""Segment of the inferior vena cava after Kulaylat 1997, as the case report teaches it.

What the recorded limits leave certain and possible; where a limit is open, what the invaded veins
suggest without proving it.
"""

from functools import cache

from scoring.rules.base import Card, Criterion, Missing, Note, Rule
from scoring.rules.cava import (
    CAVA_READS,
    LOWER,
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
from scoring.rules.segments import LEVELS, Limits, span
from scoring.values.cells import Code, either
from scoring.values.fields import Facts
from scoring.values.truth import UNKNOWN, YES

KEY, VERSION = "kulaylat", "3"
CITATION = f"Kulaylat et al. 1997, as taught in {TEACHES}, lines 151-164"


def evaluate(facts: Facts) -> Card:
    tumour = tumour_of(facts)
    suggested = tumour.suggested()
    applicability, reasons = gate(facts, tumour.limits)
    notes = (Note("suggests", {"segment": s, "invaded": list(i)}) for s, i in suggested.items())
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability,
        reasons=(*reasons, *notes),
        result={
            "certain": list(tumour.span.certain),
            "suggested": list(suggested),
            "not_excluded": [each for each in tumour.span.open if each not in suggested],
        },
        criteria=_criteria(tumour),
        missing=_missing(tumour),
        caveats=(
            *borders(tumour.limits),
            *outside_limits(tumour),
            *conflicts(tumour, tumour.structures()),
        ),
        citation=CITATION,
    )


def _criteria(tumour: Tumour) -> tuple[Criterion, ...]:
    """Whether each limit is recorded, and whether each structure is invaded."""
    return (
        _recorded("ivc_upper", tumour.upper),
        _recorded("ivc_lower", tumour.lower),
        Criterion.of("renal_vein_invaded", either(tumour.right_renal, tumour.left_renal)),
        Criterion.of("ivc_invaded", either(tumour.wall, tumour.cava)),
        Criterion.of("hepatic_veins_invaded", tumour.hepatic),
        Criterion.of("right_atrium_invaded", tumour.atrium),
    )


def _recorded(key: str, limit: Code) -> Criterion:
    if limit.code is None:
        return Criterion(key, UNKNOWN, {"why": str(limit.why)})
    return Criterion(key, YES, {"value": limit.code})


def _missing(tumour: Tumour) -> tuple[Missing, ...]:
    """The open limits, unless the other one settles the segments already."""
    if not tumour.span.open:
        return ()
    ends = ((UPPER, "upper", tumour.upper), (LOWER, "lower", tumour.lower))
    gaps = [
        Missing(field, _by_level(tumour.limits, end), lack_of_value(found.why), why=found.why)
        for field, end, found in ends
        if found.code is None
    ]
    return tuple(sorted(gaps, key=Missing.openness))


@cache
def _by_level(limits: Limits, end: str) -> dict[str, tuple[str, ...]]:
    """By level, from below: the segments then possible; without levels that would contradict."""
    possible = {level: span(limits._replace(**{end: level})).possible for level in LEVELS}
    return {level: segments for level, segments in possible.items() if segments}


EXAMPLE = {
    "pathology": [
        {
            "diagnosis": "leiomyosarcoma",
            "certainty": "definite",
            "invades_right_renal_vein": "present",
            "invades_ivc_wall": "present",
        }
    ],
    "ct_abdomen": [{"ivc_lower": "infrarenal"}],
}
RULE = Rule(KEY, VERSION, evaluate, CAVA_READS, example=EXAMPLE)
