"""Pathology against itself and against the rest of the record.

Numbers of nodes are counts; necrosis is a share in percent.
"""

from decimal import Decimal
from typing import Any

from scoring.rules.base import Criterion
from scoring.rules.consistency.check import Side, both, contradiction, exceeds, is_word, side
from scoring.rules.fnclcc import READS as GRADE_READS
from scoring.rules.fnclcc_scores import GRADE
from scoring.rules.grading import Grading, grading
from scoring.rules.inputs import ABDOMINAL_NODES
from scoring.rules.origin import ALTERNATIVES, ORIGIN
from scoring.values import units
from scoring.values.cells import amount, code, finding
from scoring.values.fields import Facts, Field, latest
from scoring.values.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, negate, truth

NODES_EXAMINED = latest("pathology.nodes_examined", amount(units.NUMBER))
NODES_POSITIVE = latest("pathology.nodes_positive", amount(units.NUMBER))
NECROSIS = latest("pathology.necrosis", finding)
NECROTIC_SHARE = latest("pathology.necrosis_percent", amount(units.SHARE))
MARGIN = latest("pathology.margin_specimen", code)
RECUT = latest("pathology.margin_ivc_recut", code)
CLEAR, RECUT_MADE = "clear", ("clear", "close", "involved")
NONE = Decimal(0)
READS: tuple[Field[Any], ...] = (
    *(NODES_EXAMINED, NODES_POSITIVE, ABDOMINAL_NODES, NECROSIS, NECROTIC_SHARE),
    *(ORIGIN, ALTERNATIVES, MARGIN, RECUT, *GRADE_READS),
)


def nodes_and_adenopathy(facts: Facts) -> Criterion:
    """Nodes with tumour in the specimen, and no enlarged node on the CT of the abdomen."""
    positive, enlarged = facts[NODES_POSITIVE], facts[ABDOMINAL_NODES]
    sides = (side(NODES_POSITIVE, positive), side(ABDOMINAL_NODES, enlarged))
    answers = (exceeds(positive, NONE), negate(enlarged.truth))
    return both("nodes_and_adenopathy", *answers, *sides)


def nodes_positive_and_examined(facts: Facts) -> Criterion:
    """More nodes with tumour than nodes examined."""
    positive, examined = facts[NODES_POSITIVE], facts[NODES_EXAMINED]
    sides = (side(NODES_POSITIVE, positive), side(NODES_EXAMINED, examined))
    most = examined.interval and examined.interval.exact
    answer = UNKNOWN if most is None else exceeds(positive, most)
    return contradiction("nodes_positive_and_examined", answer, *sides)


def necrosis_and_share(facts: Facts) -> Criterion:
    """Necrosis that is absent and has a share, or is present in none of the tumour."""
    found, share = facts[NECROSIS], facts[NECROTIC_SHARE]
    some = exceeds(share, NONE)
    answer = any_of(all_of(negate(found.truth), some), all_of(found.truth, negate(some)))
    sides = (side(NECROSIS, found), side(NECROTIC_SHARE, share, units.SHARE))
    return contradiction("necrosis_and_share", answer, *sides)


def origin_and_alternatives(facts: Facts) -> Criterion:
    """An origin stated, and others not ruled out (T9)."""
    origin, alternatives = facts[ORIGIN], facts[ALTERNATIVES]
    sides = (side(ORIGIN, origin), side(ALTERNATIVES, alternatives))
    is_stated = UNKNOWN if origin.code is None else truth(origin.code != "undetermined")
    is_open = truth(any(each != origin.code for each in alternatives.codes))
    return both(
        "origin_and_alternatives", is_stated, is_open if alternatives.codes else UNKNOWN, *sides
    )


def clear_margin_and_recut(facts: Facts) -> Criterion:
    """A recut of the cava beside a clear margin, which leaves open what made it needed (T14)."""
    margin, recut = facts[MARGIN], facts[RECUT]
    sides = (side(MARGIN, margin), side(RECUT, recut))
    answers = (is_word(margin, CLEAR), is_word(recut, *RECUT_MADE))
    return both("clear_margin_and_recut", *answers, *sides)


def biopsy_and_specimen_grade(facts: Facts) -> Criterion:
    """Two grades, of a biopsy and of the specimen that counts more (G28)."""
    found = grading(facts)
    return contradiction("biopsy_and_specimen_grade", _differ(found), *_grade_sides(found))


def _differ(found: Grading) -> Truth:
    """Yes where no grade is possible in both; no where both are the same one."""
    if found.biopsy is None:
        return UNKNOWN
    biopsy, specimen = set(found.biopsy.groups), set(found.specimen.groups)
    if not biopsy & specimen:
        return YES
    return NO if len(biopsy | specimen) == 1 else UNKNOWN


def _grade_sides(found: Grading) -> list[Side]:
    readings = [] if found.biopsy is None else [("biopsy", found.biopsy)]
    if found.kind is not None:
        readings.append((found.kind or "not_stated", found.specimen))
    return [
        {"field": str(GRADE), "specimen": kind, "groups": list(reading.groups)}
        for kind, reading in readings
    ]


CHECKS = (
    nodes_and_adenopathy,
    nodes_positive_and_examined,
    necrosis_and_share,
    origin_and_alternatives,
    clear_margin_and_recut,
    biopsy_and_specimen_grade,
)
