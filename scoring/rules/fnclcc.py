"""FNCLCC grade of a sarcoma of soft tissue, from its scores and as the pathologist reports it.

Source: NCI PDQ, adult soft tissue sarcoma treatment, tables 4 to 6. Sum of three scores: 2 or 3 is
G1, 4 or 5 G2, 6 to 8 G3. A score that is not known leaves all its values possible; the scores of
one grade come from one specimen. A resection counts before a specimen of unknown kind, that before
a biopsy; of one kind the latest. The grade of a biopsy is the least that the tumour can have, so
that it rules out what an incomplete specimen leaves below it. A reported grade narrows what the
scores leave possible; if it contradicts them both stay possible, and so do those of specimen and
biopsy where the biopsy's is higher. A specimen taken certainly after the first recurrence is not of
this tumour. After treatment before the operation the grade of a specimen is withheld; one of a
biopsy is taken to come from before. Only a course whose setting is neoadjuvant counts as such
treatment, unless it began after the specimen was reported.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from scoring.rules.base import APPLICABILITY, Card, Limit, Missing, Note, Rule
from scoring.rules.decisions import UNDETERMINED
from scoring.rules.diagnosis import DIAGNOSIS
from scoring.rules.fnclcc_scores import (
    GRADE,
    HALF,
    SCORE_2_FROM,
    SCORE_3_FROM,
    STANDARD_FIELD,
    Score,
)
from scoring.rules.grading import DECISION, GRADING_READS, Grading, grade_of, grading
from scoring.rules.sarcoma import not_a_sarcoma
from scoring.rules.specimens import BIOPSY, UNSTATED
from scoring.values.cells import Finding
from scoring.values.fields import Facts
from scoring.values.truth import NO, UNKNOWN, YES

KEY, VERSION = "fnclcc", "1"
CITATION = "FNCLCC grading: NCI PDQ, adult soft tissue sarcoma treatment, tables 4 to 6"
HIGHEST = 8  # sum
WITHHELD = "withheld"


def evaluate(facts: Facts) -> Card:
    found = grading(facts)
    applicability, reasons = _gate(facts, found)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability,
        reasons=reasons,
        result=_result(found),
        criteria=tuple(score.criterion for score in found.specimen.scores),
        missing=_missing(found),
        caveats=tuple(_caveats(found)),
        citation=CITATION,
    )


def _gate(facts: Facts, found: Grading) -> tuple[str, tuple[Note, ...]]:
    reasons = not_a_sarcoma(facts)
    if found.is_withheld:
        reasons = (*reasons, Note("after_neoadjuvant"))
    if reasons:
        return APPLICABILITY[NO], reasons
    if found.kind != BIOPSY and found.treated.truth is UNKNOWN:
        return APPLICABILITY[UNKNOWN], (Note("neoadjuvant_unknown", _why(found.treated)),)
    return APPLICABILITY[YES], ()


def _why(found: Finding) -> dict[str, str]:
    return {"why": str(found.why)}


def _result(found: Grading) -> dict[str, Any]:
    """Sums and grades are those of the specimen that counts; alone: by its scores only."""
    result: dict[str, Any] = {"outcome": WITHHELD} if found.is_withheld else _graded(found)
    if found.specimen.reported is not None:
        result["reported"] = {"group": found.specimen.reported}
    if found.biopsy is not None:
        result["biopsy"] = {"groups": list(found.biopsy.groups)}
    return result


def _graded(found: Grading) -> dict[str, Any]:
    options = [score.points for score in found.specimen.scores]
    groups, alone = found.groups, found.specimen.by_scores
    result: dict[str, Any] = {
        "outcome": groups[0] if len(groups) == 1 else UNDETERMINED,
        "low": sum(min(points) for points in options),
        "high": sum(max(points) for points in options),
        "of": HIGHEST,
        "groups": list(groups),
    }
    if alone != groups:
        result["alone"] = {"groups": list(alone)}
    return result


def _missing(found: Grading) -> tuple[Missing, ...]:
    """What could narrow the grades that are left, what settles most first."""
    if found.is_withheld or len(found.groups) == 1:
        return ()
    if found.is_contradicted:
        return (Missing(GRADE, needs="consistency"),)
    gaps = []
    for gap in DECISION.missing([score.given for score in found.specimen.scores]):
        settles = {answer: _within(left, found.groups) for answer, left in gap.settles.items()}
        if any(left != found.groups for left in settles.values()):
            gaps.append(replace(gap, settles=settles))
    return tuple(sorted(gaps, key=Missing.openness))


def _within(left: Sequence[str], groups: Sequence[str]) -> tuple[str, ...]:
    return tuple(grade for grade in left if grade in groups) or tuple(left)


def _caveats(found: Grading) -> list[Note]:
    """On the counts first, then on what the specimens say of each other."""
    specimen = found.specimen
    notes = [note for score in specimen.scores for note in score.caveats]
    notes += _at_standard(specimen.scores)
    if specimen.contradicts:
        by_scores = list(specimen.by_scores)
        notes.append(
            Note("reported_contradicts", {"value": specimen.reported, "groups": by_scores})
        )
    if found.kind == UNSTATED:
        notes.append(Note("kind_unstated"))
    if found.kind == BIOPSY:
        notes.append(Note("biopsy_minimum"))
    return [*notes, *_beside_biopsy(found), *found.others]


def _at_standard(scores: Sequence[Score]) -> list[Note]:
    """What a count in fields of unknown area would give if they were the system's own."""
    assumed = next((score.at_standard for score in scores if score.at_standard), ())
    if not assumed:
        return []
    options = [score.at_standard or score.points for score in scores]
    groups = sorted({grade_of(*points) for points in product(*options)})
    return [Note("field_area_missing", {"points": list(assumed), "groups": groups})]


def _beside_biopsy(found: Grading) -> list[Note]:
    if found.biopsy is None or found.is_withheld:
        return []
    before, after = found.biopsy.groups, found.specimen.groups
    both: Mapping[str, Any] = {"biopsy": list(before), "groups": list(after)}
    if before[-1] < after[0]:
        return [Note("upgraded", both)]
    if found.is_biopsy_higher:
        return [Note("biopsy_higher", both)]
    return [Note("biopsy_rules_out", both)] if found.groups != after else []


LIMITS = (
    Limit("mitoses_2", SCORE_2_FROM, "per 10 HPF", "classification"),
    Limit("mitoses_3", SCORE_3_FROM, "per 10 HPF", "classification"),
    Limit("standard_field", STANDARD_FIELD, "mm2", "classification"),
    Limit("necrosis", HALF, "%", "classification"),
)
EXAMPLE: dict[str, Any] = {
    "pathology": [
        {
            "specimen": "resection",
            "diagnosis": "leiomyosarcoma",
            "differentiation_score": 2,
            "mitoses": {"value": 12, "unit": "per mm2"},
            "necrosis": "present",
        }
    ]
}
READS = (DIAGNOSIS, *GRADING_READS)
RULE = Rule(KEY, VERSION, evaluate, READS, LIMITS, EXAMPLE)
