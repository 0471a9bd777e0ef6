"""Criteria for a specialist team and an expert centre: which are met, and which are not known.

The case report says only that the surgery "sometimes requires" both; the six criteria are a
convention of this software. The UK guideline of 2024 sends a retroperitoneal mass that looks like a
soft-tissue sarcoma to a specialist team, so that criteria which are not known count as a reason,
never as none: the safe default. It is the same for any histology. No units; a missing answer is
unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from scoring.rules.base import Card, Criterion, Missing, Rule
from scoring.rules.cava import (
    CT_LEFT_RENAL,
    CT_RIGHT_RENAL,
    HEPATIC_VEINS,
    RIGHT_ATRIUM,
    SPECIMEN_LEFT_RENAL,
    SPECIMEN_RIGHT_RENAL,
    TEACHES,
    TUMOUR_READS,
    UPPER,
    Tumour,
    tumour_of,
)
from scoring.rules.chest import CHEST, Chest
from scoring.rules.decisions import Decision, Input
from scoring.rules.inputs import METASTASIS
from scoring.rules.sources import UK_GUIDELINE
from scoring.values.cells import NO_FINDING, SAYS_NOTHING, Finding, Why, code, either, finding
from scoring.values.fields import Facts, Field, latest
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth, any_of, truth

KEY, VERSION = "expert_centre", "1"
CITATION = f"{TEACHES}, lines 211-213; {UK_GUIDELINE}"
MET, NONE_MET, BY_DEFAULT = "criteria_met", "no_criterion_met", "by_default"

ORGANS = tuple(
    latest(f"ct_abdomen.invades_{organ}", finding)
    for organ in (
        *("right_kidney", "left_kidney", "liver", "duodenum", "adrenal"),
        *("aorta", "psoas", "ureter", "colon"),
    )
)
SPECIMEN_ORGANS = tuple(
    latest(f"pathology.invades_{organ}", finding) for organ in ("right_kidney", "left_kidney")
)
RECONSTRUCTION = latest("surgery.ivc_reconstruction", code)
NOT_RECONSTRUCTED = "none"
READS = (*TUMOUR_READS, *ORGANS, *SPECIMEN_ORGANS, RECONSTRUCTION, CHEST, METASTASIS)


YES_OR_NO: Mapping[str, Truth] = {"yes": YES, "no": NO}


class Asked(NamedTuple):
    """A criterion and the fields that answer it. needs: what the first of them lacks.

    answers: by word of the first, what the criterion then is; empty where it is no such word that
    decides.
    """

    criterion: Criterion
    fields: tuple[Field[Any], ...]
    answers: Mapping[str, Truth] = {}
    needs: str = ""


def evaluate(facts: Facts) -> Card:
    asked = _asked(facts, tumour_of(facts))
    answers = [each.criterion.answer for each in asked]
    return Card(
        rule=KEY,
        version=VERSION,
        applicability="applicable",
        result={
            **_result(asked),
            "counted": answers.count(YES),
            "of": len(answers) - answers.count(NOT_APPLICABLE),
        },
        criteria=tuple(each.criterion for each in asked),
        missing=_missing(asked),
        citation=CITATION,
    )


def _decide(*answers: Truth) -> str:
    return MET if YES in answers else NONE_MET


DECISION = Decision((MET, NONE_MET), _decide)


def _result(asked: Sequence[Asked]) -> dict[str, Any]:
    """outcome: by default where no criterion is known to be met and some are open."""
    groups = list(DECISION.possible([_input(each) for each in asked]))
    return {"outcome": groups[0] if len(groups) == 1 else BY_DEFAULT, "groups": groups}


def _input(asked: Asked) -> Input:
    answer, why = asked.criterion.answer, asked.criterion.values.get("why")
    found = Input.of(asked.fields[0], Finding(answer, why and Why(why)))
    return replace(found, needs=asked.needs or found.needs)


def _missing(asked: Sequence[Asked]) -> tuple[Missing, ...]:
    """By criterion that is open, while none is met: its fields together."""
    inputs = [_input(each) for each in asked]
    open_fields = {gap.field: gap for gap in DECISION.missing(inputs)}
    gaps = [
        replace(gap, together=each.fields[1:], settles=_settles(inputs, index, each.answers))
        for index, each in enumerate(asked)
        if (gap := open_fields.get(each.fields[0]))
    ]
    return tuple(sorted(gaps, key=Missing.openness))


def _settles(
    inputs: Sequence[Input], index: int, answers: Mapping[str, Truth]
) -> dict[str, tuple[str, ...]]:
    """By word of a field: the outcomes then possible."""
    field = inputs[index].field
    settles = {}
    for said, answer in answers.items():
        tried = Input.of(field, Finding(answer))
        settles[said] = DECISION.possible([*inputs[:index], tried, *inputs[index + 1 :]])
    return settles


def _asked(facts: Facts, tumour: Tumour) -> tuple[Asked, ...]:
    contradicted = "consistency" if tumour.upper.code else ""
    return (
        Asked(_segment(tumour), (UPPER,), needs=contradicted),
        _atrium(tumour),
        _veins(facts, tumour),
        _organs(facts),
        Asked(Criterion.of("reconstruction", _reconstruction(facts)), (RECONSTRUCTION,)),
        _staging(facts),
    )


def _atrium(tumour: Tumour) -> Asked:
    criterion = Criterion.of("right_atrium", tumour.reaches_atrium())
    if tumour.is_atrium_contradicted:
        return Asked(criterion, (RIGHT_ATRIUM,), needs="consistency")
    return Asked(criterion, (RIGHT_ATRIUM,), YES_OR_NO)


def _segment(tumour: Tumour) -> Criterion:
    """By the limits; what invasion only suggests is named and leaves the answer open."""
    answer = any_of(tumour.is_in("II"), tumour.is_in("III"))
    if answer is not UNKNOWN:
        certain = [each for each in tumour.span.certain if each != "I"]
        return Criterion("segment_ii_or_iii", answer, {"certain": certain} if certain else {})
    suggested = list(tumour.suggested()) or list(tumour.above())
    values = {"suggested": suggested} if suggested else {}
    found = Finding(answer, tumour.upper.why)
    return Criterion.of("segment_ii_or_iii", found, **values)


def _veins(facts: Facts, tumour: Tumour) -> Asked:
    right = _spoken(facts[CT_RIGHT_RENAL], facts[SPECIMEN_RIGHT_RENAL])
    left = _spoken(facts[CT_LEFT_RENAL], facts[SPECIMEN_LEFT_RENAL])
    veins = {
        CT_RIGHT_RENAL: ("right_renal_vein", right),
        CT_LEFT_RENAL: ("left_renal_vein", left),
        HEPATIC_VEINS: ("hepatic_veins", tumour.hepatic),
    }
    return _any_invaded("veins", veins)


def _organs(facts: Facts) -> Asked:
    specimen = {field.name: facts[field] for field in SPECIMEN_ORGANS}
    organs = {}
    for field in ORGANS:
        sources = (facts[field], *([specimen[field.name]] if field.name in specimen else []))
        organs[field] = (field.name.removeprefix("invades_"), _spoken(*sources))
    return _any_invaded("neighbouring_organ", organs)


def _spoken(*sources: Finding) -> Finding:
    """Invaded by either source, on CT or in the specimen; one that says nothing adds nothing."""
    saying = [source for source in sources if source.why not in SAYS_NOTHING]
    return either(*(saying or sources))


def _any_invaded(key: str, findings: dict[Field[Any], tuple[str, Finding]]) -> Asked:
    invaded = [name for name, found in findings.values() if found.truth is YES]
    open_fields = tuple(f for f, (_name, found) in findings.items() if found.truth is UNKNOWN)
    values = {"invaded": invaded} if invaded else {}
    criterion = Criterion.of(key, either(*(found for _n, found in findings.values())), **values)
    return Asked(criterion, open_fields or tuple(findings), YES_OR_NO)


def _reconstruction(facts: Facts) -> Finding:
    """Whether the cava was, or is to be, closed by more than nothing."""
    said = facts[RECONSTRUCTION]
    if said.code is not None:
        return Finding(truth(said.code != NOT_RECONSTRUCTED))
    return NO_FINDING[said.why or Why.UNANSWERED]


def _staging(facts: Facts) -> Asked:
    """Open by metastasis, each of whose words is tried; else by the chest, which is only asked."""
    metastasis, chest = facts[METASTASIS], facts[CHEST]
    criterion = Criterion.of("equivocal_staging", _equivocal_staging(metastasis, chest))
    if metastasis.truth is NO:
        return Asked(criterion, (CHEST,))
    tried = {said: _equivocal_staging(finding(said), chest) for said in ("equivocal", "yes", "no")}
    answers = {said: found.truth for said, found in tried.items()}
    return Asked(criterion, (METASTASIS,), answers)


def _equivocal_staging(metastasis: Finding, chest: Chest) -> Finding:
    """Of metastasis, or of a chest that nobody has resolved; a proven metastasis settles it."""
    doubts = {metastasis.why, chest.why if chest.is_open else None}
    if metastasis.truth is YES:
        return Finding(NO)
    if Why.EQUIVOCAL in doubts:
        return Finding(YES)
    if Why.CONFLICT in doubts:
        return Finding(UNKNOWN, Why.CONFLICT)
    return metastasis


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    example={
        "ct_abdomen": [{"ivc_lower": "suprarenal", "ivc_upper": "suprarenal"}],
        "assessment": {"metastasis": "no"},
    },
)
