"""Segment of the inferior vena cava after Kulaylat 1997, as the case report teaches it.

What the recorded limits leave certain and possible; where a limit is open, what the invaded veins
suggest without proving it.
"""

from functools import cache

from scoring.rules.base import Card, Criterion, Missing, Note, Rule
from scoring.rules.cava import CAVA_READS, LOWER, TEACHES, UPPER, Tumour, gate, tumour_of
from scoring.rules.segments import LEVELS, Limits, span
from scoring.values.cells import Why, either
from scoring.values.fields import Facts
from scoring.values.truth import UNKNOWN, YES

KEY, VERSION = "kulaylat", "2"
CITATION = f"Kulaylat et al. 1997, as taught in {TEACHES}, lines 151-164"
OSTIA = ("renal_vein_ostia", "hepatic_vein_ostia")


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
        missing=_missing(tumour.limits),
        caveats=(*_borders(tumour.limits), *_outside_limits(tumour), *_conflicts(tumour)),
        citation=CITATION,
    )


def _criteria(tumour: Tumour) -> tuple[Criterion, ...]:
    """Whether each limit is recorded, and whether each structure is invaded."""
    return (
        _recorded("ivc_upper", tumour.limits.upper),
        _recorded("ivc_lower", tumour.limits.lower),
        Criterion.of("renal_vein_invaded", either(tumour.right_renal, tumour.left_renal)),
        Criterion.of("ivc_invaded", either(tumour.wall, tumour.cava)),
        Criterion.of("hepatic_veins_invaded", tumour.hepatic),
        Criterion.of("right_atrium_invaded", tumour.atrium),
    )


def _recorded(key: str, level: str | None) -> Criterion:
    return Criterion(key, YES, {"value": level}) if level else Criterion(key, UNKNOWN)


@cache
def _missing(limits: Limits) -> tuple[Missing, ...]:
    """The open limits, unless the other one settles the segments already."""
    if not span(limits).open:
        return ()
    gaps = []
    if limits.upper is None:
        gaps.append(Missing(UPPER, _by_level([limits._replace(upper=name) for name in LEVELS])))
    if limits.lower is None:
        gaps.append(Missing(LOWER, _by_level([limits._replace(lower=name) for name in LEVELS])))
    return tuple(sorted(gaps, key=Missing.openness))


def _by_level(readings: list[Limits]) -> dict[str, list[str]]:
    """By level, from below: the segments then possible; without levels that would contradict."""
    possible = {name: span(limits).possible for name, limits in zip(LEVELS, readings, strict=True)}
    return {name: list(segments) for name, segments in possible.items() if segments}


def _borders(limits: Limits) -> list[Note]:
    """A limit exactly at an ostium: the convention decides, not the source."""
    ends = zip(("ivc_lower", "ivc_upper"), limits, strict=True)
    return [
        Note("at_border", {"limit": key, "level": level}) for key, level in ends if level in OSTIA
    ]


def _outside_limits(tumour: Tumour) -> list[Note]:
    """Invaded structures of a segment that the limits exclude: one of the two is wrong."""
    possible = tumour.span.possible
    return [
        Note("outside_limits", {"segment": segment, "invaded": list(structures)})
        for segment, structures in tumour.evidence().items()
        if possible and segment not in possible
    ]


def _conflicts(tumour: Tumour) -> list[Note]:
    """Structures on which sources disagree: they count as unknown."""
    disputed = [name for name, found in tumour.structures().items() if found.why is Why.CONFLICT]
    return [Note("sources_disagree", {"structures": disputed})] if disputed else []


RULE = Rule(KEY, VERSION, evaluate, CAVA_READS)
