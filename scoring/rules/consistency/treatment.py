"""Operation, biopsy and follow-up against the rest of the record. Sides are the patient's."""

from typing import Any

from scoring.rules.base import Criterion
from scoring.rules.consistency.check import both, contradiction, disagreement, is_word, side, voices
from scoring.rules.expert_centre import RECONSTRUCTION
from scoring.rules.margins import OPERATED
from scoring.rules.specimens import BIOPSY, RESECTION, SPECIMEN
from scoring.values.cells import Code, Finding, code, either, finding
from scoring.values.fields import Facts, Field, every, latest
from scoring.values.truth import NO, UNKNOWN, YES, Truth, all_of, any_of, negate, truth

NEPHRECTOMY_VOICES = voices("surgery.nephrectomy")
NEPHRECTOMY_SIDE = latest("surgery.nephrectomy_side", code)
TUMOUR_SIDE = latest("ct_abdomen.tumour_side", code)
PROCEDURE = latest("surgery.ivc_procedure", code)
BIOPSY_DONE = every("biopsy.biopsy_done", finding)
LOCAL = every("follow_up.local_recurrence", finding)
DISTANT = every("follow_up.distant_recurrence", finding)
STATE = every("follow_up.vital_status", code)
OPPOSITE = {"right": "left", "left": "right"}
READS: tuple[Field[Any], ...] = (
    *(NEPHRECTOMY_VOICES, NEPHRECTOMY_SIDE, TUMOUR_SIDE, PROCEDURE, RECONSTRUCTION),
    *(OPERATED, BIOPSY_DONE, SPECIMEN, LOCAL, DISTANT, STATE),
)

nephrectomy_named = disagreement("nephrectomy_named", NEPHRECTOMY_VOICES)  # T13


def side_of_nephrectomy(facts: Facts) -> Criterion:
    """A kidney taken out on the side away from the tumour."""
    taken, tumour = facts[NEPHRECTOMY_SIDE], facts[TUMOUR_SIDE]
    sides = (side(NEPHRECTOMY_SIDE, taken), side(TUMOUR_SIDE, tumour))
    if facts[NEPHRECTOMY_VOICES].words == ("none",):
        return contradiction("side_of_nephrectomy", NO, *sides)
    answer = _is_opposite(taken, tumour)
    return contradiction("side_of_nephrectomy", answer, *sides)


def _is_opposite(taken: Code, tumour: Code) -> Truth:
    if taken.code is None or tumour.code is None:
        return UNKNOWN
    return truth(OPPOSITE.get(taken.code) == tumour.code)


def closed_without_procedure(facts: Facts) -> Criterion:
    """A cava that was left alone, and reconstructed."""
    procedure, closure = facts[PROCEDURE], facts[RECONSTRUCTION]
    sides = (side(PROCEDURE, procedure), side(RECONSTRUCTION, closure))
    answers = (is_word(procedure, "none"), negate(is_word(closure, "none")))
    return both("closed_without_procedure", *answers, *sides)


def resection_without_operation(facts: Facts) -> Criterion:
    """A specimen of a resection from a patient who was not operated on."""
    return _specimen_without(facts, "resection_without_operation", OPERATED, RESECTION)


def biopsy_without_biopsy(facts: Facts) -> Criterion:
    """A specimen of a biopsy that was not done."""
    return _specimen_without(facts, "biopsy_without_biopsy", BIOPSY_DONE, BIOPSY)


def _specimen_without(
    facts: Facts, key: str, done: Field[tuple[Finding, ...]], kind: str
) -> Criterion:
    """Done in any row is done."""
    said, kinds = either(*facts[done]) if facts[done] else Finding(UNKNOWN), facts[SPECIMEN]
    found = any_of(*(is_word(each, kind) for each in kinds)) if kinds else UNKNOWN
    specimen = [{"field": str(SPECIMEN), "value": kind}] if found is YES else []
    return both(key, negate(said.truth), found, side(done, said), *specimen)


def recurrence_without_disease(facts: Facts) -> Criterion:
    """A visit with a recurrence and no evidence of disease; visits are looked at one by one."""
    visits = list(zip(facts[LOCAL], facts[DISTANT], facts[STATE], strict=True))
    answers = [_recurred_without(*visit) for visit in visits]
    answer = any_of(*answers) if answers else UNKNOWN
    index = answers.index(YES) if answer is YES else 0
    sides = []
    if visits:
        local, distant, state = visits[index]
        sides = [side(LOCAL, local), side(DISTANT, distant), side(STATE, state)]
    return contradiction("recurrence_without_disease", answer, *sides)


def _recurred_without(local: Finding, distant: Finding, state: Code) -> Truth:
    return all_of(any_of(local.truth, distant.truth), is_word(state, "alive_ned"))


CHECKS = (
    nephrectomy_named,
    side_of_nephrectomy,
    closed_without_procedure,
    resection_without_operation,
    biopsy_without_biopsy,
    recurrence_without_disease,
)
