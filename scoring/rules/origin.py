"""Origin of the tumour: the case report's reasoning, beside what pathology says.

Source: the report, lines 171-178. Partial invasion of the cava, no local adenopathy and a large
mass together support an origin in the vein: the reasoning of one author on one patient. The report
calls no size large; 10 cm is a convention here, where AJCC 8 (retroperitoneum) begins T3. Of the
three sizes of the newest study that gives any, the largest counts, in cm. What is missing or
disputed, or said not to apply, is open. The renal vein stays listed until pathology states another
origin, and then only where it lists it as not ruled out.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from scoring.rules.base import Card, Criterion, Limit, Missing, Note, Rule, applicability
from scoring.rules.cava import CAVA_WALL, CT_CAVA, TEACHES
from scoring.rules.decisions import Decision, Input
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.rules.inputs import ABDOMINAL_NODES
from scoring.rules.judgements import asked, opened
from scoring.rules.sizes import IMAGED, IMAGING_READS, on_imaging
from scoring.rules.specimens import told_by_specimens
from scoring.values.cells import (
    NO_FINDING,
    SAYS_NOTHING,
    Amount,
    Code,
    Codes,
    Finding,
    Why,
    code,
    codes,
)
from scoring.values.fields import Facts, Field, Row, latest
from scoring.values.interval import EXACT, plain
from scoring.values.truth import NO, UNKNOWN, YES, Truth, any_of, truth
from scoring.values.units import LENGTH

KEY, VERSION = "origin", "1"
CITATION = f"{TEACHES}, lines 171-178"
SUPPORTS, NO_SUPPORT = "supports_venous_origin", "no_support"
RENAL_VEIN, UNDETERMINED = "renal_vein", "undetermined"
LARGE = Limit("large_mass", Decimal(10), "cm", "convention")

EXTENT = latest("ct_abdomen.ivc_invasion_extent", code)
PARTIAL = "partial"
BY_EXTENT = {PARTIAL: YES, "complete": NO}


def _stated(rows: Sequence[Row]) -> Code:
    """By the kind of specimen that counts most."""
    return told_by_specimens(rows, "origin", code)[0]


ORIGIN = Field("pathology.origin", _stated)


def _alternatives(rows: Sequence[Row]) -> Codes:
    """What pathology did not rule out, in the row that states the origin."""
    _origin, row = told_by_specimens(rows, ORIGIN.name, code)
    return codes(row.values.get("origin_alternatives") if row else None)


ALTERNATIVES = Field("pathology.origin_alternatives", _alternatives)
READS = (
    EXTENT,
    CT_CAVA,
    CAVA_WALL,
    ABDOMINAL_NODES,
    *IMAGING_READS,
    ORIGIN,
    ALTERNATIVES,
    DIAGNOSIS,
)


def evaluate(facts: Facts) -> Card:
    diagnosis, stated = facts[DIAGNOSIS], facts[ORIGIN].code
    is_other = has_diagnosis(diagnosis, "leiomyosarcoma") is NO
    invasion, large = _partial_invasion(facts), _large_mass(facts)
    inputs = (
        opened(EXTENT if _is_invaded(facts) else CT_CAVA, invasion),
        asked(facts, ABDOMINAL_NODES),
        Input.of(IMAGED[0], Finding(large.answer, _why(large))),
    )
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability(truth(not is_other)),
        reasons=(why_not(diagnosis),) if is_other else (),
        result={
            **DECISION.result(inputs),
            "not_excluded": _not_excluded(stated, facts[ALTERNATIVES].codes),
            **_told(stated),
        },
        criteria=(
            Criterion.of("partial_invasion", invasion),
            Criterion.of("local_adenopathy", facts[ABDOMINAL_NODES]),
            large,
        ),
        missing=_missing(facts, inputs),
        caveats=(Note("one_author"),),
        citation=CITATION,
    )


def _decide(partial: Truth, adenopathy: Truth, large: Truth) -> str:
    """All three, as the report has them."""
    return SUPPORTS if (partial, adenopathy, large) == (YES, NO, YES) else NO_SUPPORT


DECISION = Decision((SUPPORTS, NO_SUPPORT), _decide)


def _missing(facts: Facts, inputs: Sequence[Input]) -> tuple[Missing, ...]:
    """What each answer settles, in words of its field; a size has none.

    Of a cava whose invasion is open, the extent is needed as well.
    """
    gaps = []
    for gap in DECISION.missing(inputs):
        if gap.field is CT_CAVA:
            gap = replace(gap, together=() if facts[EXTENT].code else (EXTENT,))
        elif gap.field is EXTENT:
            settles = {word: gap.settles[str(answer)] for word, answer in BY_EXTENT.items()}
            gap = replace(gap, settles=settles)
        elif gap.field is IMAGED[0]:
            gap = replace(gap, settles={})
        gaps.append(gap)
    return tuple(sorted(gaps, key=Missing.openness))


def _is_invaded(facts: Facts) -> bool:
    return facts[CT_CAVA].truth is YES


def _partial_invasion(facts: Facts) -> Finding:
    """Its extent counts only of a cava that is invaded; sources that disagree on that leave it
    open, and so does a vein free on CT but invaded in the specimen."""
    scan, extent = facts[CT_CAVA], facts[EXTENT]
    if scan.truth is not YES:
        is_free = scan.truth is NO and facts[CAVA_WALL].truth is not YES
        return scan if is_free or scan.truth is not NO else NO_FINDING[Why.CONFLICT]
    if extent.code is None:
        return NO_FINDING[extent.why or Why.UNANSWERED]
    return Finding(truth(extent.code == PARTIAL))


def _large_mass(facts: Facts) -> Criterion:
    """Strictly above the limit. One size that is above it decides, whatever the others are."""
    sizes: tuple[Amount, ...] = on_imaging(facts) or ()
    known = [size.interval for size in sizes if size.interval is not None]
    limit = EXACT.multiply(LARGE.value, LENGTH.factors["cm"])
    answer = any_of(*(interval.above(limit) for interval in known))
    limits = {"limit": LARGE.value, "unit": LARGE.unit, "limit_from": LARGE.whose}
    in_doubt = [size.why for size in sizes if size.why and size.why not in SAYS_NOTHING]
    if answer is not YES and (in_doubt or not known):
        why = in_doubt[0] if in_doubt else Why.UNANSWERED
        return Criterion(LARGE.key, UNKNOWN, {"why": str(why), **limits})
    return Criterion(LARGE.key, answer, {**_largest(known), **limits})


def _largest(known: Sequence[Any]) -> dict[str, Any]:
    """In cm; of sizes known exactly."""
    exact = [interval.exact for interval in known if interval.exact is not None]
    return {"value": plain(EXACT.divide(max(exact), LENGTH.factors["cm"]))} if exact else {}


def _why(criterion: Criterion) -> Why | None:
    said = criterion.values.get("why")
    return None if said is None else Why(said)


def _not_excluded(stated: str | None, alternatives: Sequence[str]) -> list[str]:
    """What pathology lists, the renal vein first; that without a list while no origin is stated."""
    listed = [each for each in alternatives if each != stated]
    is_unstated = stated in (None, UNDETERMINED) and not alternatives
    vein = [RENAL_VEIN] if is_unstated or RENAL_VEIN in listed else []
    return [*vein, *(each for each in listed if each != RENAL_VEIN)]


def _told(stated: str | None) -> dict[str, Any]:
    return {"reported": {"value": stated}} if stated else {}


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    limits=(LARGE,),
    example={
        "ct_abdomen": [
            {
                "invades_ivc": "present",
                "ivc_invasion_extent": "partial",
                "abdominal_lymphadenopathy": "absent",
                "tumour_dim_1": {"value": 12, "unit": "cm"},
            }
        ],
        "pathology": [{"diagnosis": "leiomyosarcoma", "origin": "ivc"}],
    },
)
