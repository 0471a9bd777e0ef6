"""Residual tumour after a resection, R0 to R2, from the margins of specimen and recut.

Source: the classes of the UICC's residual tumour classification; how margins become a class is a
convention of this software. Macroscopic residual tumour is R2; else an involved margin R1; else
all margins clear R0; a margin that is not known, with none involved, RX, with the classes that it
leaves possible. A close margin is clear: no tumour reaches it. The margin of a recut counts beside
that of the specimen and never replaces it; a recut that was not done, or does not apply, or of a
cava that was not cut, has none. A reported class narrows what the margins leave open.
Macroscopic residual tumour that nobody mentions counts as none once the margins are known, with a
caveat; in doubt it leaves R2 possible. Read from the latest resection that says anything, else from
a specimen of unknown kind, never from a biopsy, nor from what was taken after the first recurrence.
An operation, or such a specimen, makes the class applicable, unless the tumour is benign.
"""

from collections.abc import Hashable
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.rules import timeline
from scoring.rules.base import APPLICABILITY, Card, Criterion, Missing, Note, Rule
from scoring.rules.decisions import UNDETERMINED, Decision, Input
from scoring.rules.diagnosis import DIAGNOSIS, has_diagnosis, why_not
from scoring.rules.factors import lack_of_value
from scoring.rules.specimens import (
    RESECTION,
    SPECIMEN,
    SPECIMEN_READS,
    UNSTATED,
    others,
    specimens,
)
from scoring.values import units
from scoring.values.cells import (
    NO_AMOUNT,
    NO_CODE,
    NO_FINDING,
    SAYS_NOTHING,
    Amount,
    Code,
    Finding,
    Why,
    amount,
    code,
    either,
    finding,
)
from scoring.values.fields import Facts, every, latest
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth

KEY, VERSION = "margins", "1"
CITATION = "UICC residual tumour (R) classification; convention of this software for margins"
CLASSES = ("R0", "R1", "R2")
UNASSESSED = "RX"
CLEAR, INVOLVED, NONE = "clear", "involved", "none"  # a margin; none: there is no such margin
BY_WORD = {"clear": CLEAR, "close": CLEAR, "involved": INVOLVED, NONE: NONE}
NO_RECUT = frozenset({Why.NOT_DONE, Why.NOT_APPLICABLE})
BY_MARGIN: dict[Hashable, Truth] = {CLEAR: NO, INVOLVED: YES, NONE: NOT_APPLICABLE}
SAID_AS = {"R0": ("R0",), "R1": ("R1",), "R0_R1": ("R0", "R1"), "R2": ("R2",)}  # reported
TOUCHING = Decimal(0)  # mm
Inputs = tuple[Input, Input, Input]  # macroscopic residual, specimen, recut


def _recut(raw: Any) -> Code:
    """A recut that was not done, or does not apply, has no margin: that says something."""
    said = code(raw)
    return Code(NONE) if said.why in NO_RECUT else said


MARGIN = every("pathology.margin_specimen", code)
DISTANCE = every("pathology.margin_specimen_distance", amount(units.LENGTH))
RESIDUAL = every("pathology.macroscopic_residual", finding)
REPORTED = every("pathology.residual_reported", code)
RECUT = every("pathology.margin_ivc_recut", _recut)
MARGIN_FIELDS = (MARGIN, DISTANCE, RECUT, RESIDUAL, REPORTED)
OPERATED = timeline.OPERATED
CAVA_PROCEDURE = latest("surgery.ivc_procedure", code)
BENIGN = "leiomyoma"


def _class(residual: Truth, specimen: str, recut: str) -> str:
    if residual is YES:
        return "R2"
    return "R1" if INVOLVED in (specimen, recut) else "R0"


DECISION = Decision(CLASSES, _class)


class Specimen(NamedTuple):
    """What one row says; the cells of MARGIN_FIELDS."""

    margin: Code
    distance: Amount
    recut: Code
    residual: Finding
    reported: Code

    @property
    def contradicts_distance(self) -> bool:
        """A clear margin at no distance, or an involved one at some."""
        word, known = BY_WORD.get(self.margin.code or ""), self.distance.interval
        if known is None:
            return False
        clear = known.above(TOUCHING)
        return (word, clear) in ((CLEAR, NO), (INVOLVED, YES))

    def inputs(self) -> Inputs:
        """In the order of the decision; residual tumour that is not mentioned stays open."""
        specimen = _margin(MARGIN, self.margin, (CLEAR, INVOLVED))
        if self.contradicts_distance:
            specimen = Input(MARGIN, (CLEAR, INVOLVED), "consistency")
        recut = _margin(RECUT, self.recut, (CLEAR, INVOLVED, NONE))
        return Input.of(RESIDUAL, _mentioned(self.residual)), specimen, recut

    @property
    def is_silent_on_residual(self) -> bool:
        return self.residual.why in SAYS_NOTHING or self.residual.truth is NOT_APPLICABLE

    @property
    def is_taken_as_complete(self) -> bool:
        """Nobody speaks of residual tumour, not even by the class."""
        return self.is_silent_on_residual and self.reported.code != "R2"


NOTHING = Specimen(
    NO_CODE[Why.UNANSWERED],
    NO_AMOUNT[Why.UNANSWERED],
    NO_CODE[Why.UNANSWERED],
    NO_FINDING[Why.UNANSWERED],
    NO_CODE[Why.UNANSWERED],
)


def _margin(field: str, said: Code, options: tuple[str, ...]) -> Input:
    known = BY_WORD.get(said.code or "")
    left = (known,) if known in options else options
    return Input(field, left, lack_of_value(said.why), said.why)


def _mentioned(residual: Finding) -> Finding:
    """Not applicable says as little as silence."""
    return NO_FINDING[Why.UNANSWERED] if residual.truth is NOT_APPLICABLE else residual


def evaluate(facts: Facts) -> Card:
    found = specimens(facts, MARGIN_FIELDS)
    cells = found.get(RESECTION) or found.get(UNSTATED)
    specimen = _beside_cava(facts, NOTHING if cells is None else Specimen(*cells))
    applicability, reasons = _gate(facts, _resected(facts, is_reported=cells is not None))
    inputs = specimen.inputs()
    alone = _groups(specimen, inputs)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability,
        reasons=reasons,
        result=_result(specimen, inputs, alone),
        criteria=_criteria(specimen, inputs),
        missing=_missing(specimen, inputs, alone),
        caveats=(*_caveats(specimen, inputs, alone), *others(facts, MARGIN_FIELDS)),
        citation=CITATION,
    )


def _beside_cava(facts: Facts, specimen: Specimen) -> Specimen:
    """A cava that was not cut has no margin to cut again."""
    is_silent = specimen.recut.why in SAYS_NOTHING
    is_uncut = is_silent and facts[CAVA_PROCEDURE].code == NONE
    return specimen._replace(recut=Code(NONE)) if is_uncut else specimen


def _gate(facts: Facts, resected: Finding) -> tuple[str, tuple[Note, ...]]:
    """The classes are those of malignant tumours."""
    diagnosis = facts[DIAGNOSIS]
    if has_diagnosis(diagnosis, BENIGN) is YES:
        return APPLICABILITY[NO], (why_not(diagnosis), *_reasons(resected))
    return APPLICABILITY[resected.truth], _reasons(resected)


def _resected(facts: Facts, *, is_reported: bool) -> Finding:
    """By a specimen, or by an operation; without either nobody has said."""
    if is_reported or any(kind.code == RESECTION for kind in facts[SPECIMEN]):
        return Finding(YES)
    return either(*(facts[OPERATED] or (NO_FINDING[Why.UNANSWERED],)))


def _reasons(resected: Finding) -> tuple[Note, ...]:
    if resected.truth is YES:
        return ()
    if resected.truth is NO:
        return (Note("not_operated"),)
    return (Note("resection_unknown", {"why": str(resected.why)}),)


def _is_open(margin: Input) -> bool:
    return len(margin.options) > 1


def _is_unassessed(inputs: Inputs) -> bool:
    """A margin is not known and none is involved."""
    _residual, *margins = inputs
    is_involved = any(margin.options == (INVOLVED,) for margin in margins)
    return not is_involved and any(_is_open(margin) for margin in margins)


def _groups(specimen: Specimen, inputs: Inputs) -> tuple[str, ...]:
    """All that is possible; nothing mentioned is no residual tumour once the margins are known."""
    residual, *margins = inputs
    if specimen.is_taken_as_complete and not _is_unassessed(inputs):
        residual = Input(RESIDUAL, (NO,))
    return DECISION.possible((residual, *margins))


def _narrowed(specimen: Specimen, alone: tuple[str, ...]) -> tuple[str, ...]:
    """To the class as reported, unless the margins contradict it."""
    said = SAID_AS.get(specimen.reported.code or "", alone)
    return tuple(group for group in alone if group in said) or alone


def _missing(specimen: Specimen, inputs: Inputs, alone: tuple[str, ...]) -> tuple[Missing, ...]:
    """What could narrow the classes that are left, what settles most first."""
    groups = _narrowed(specimen, alone)
    if groups == alone:
        return DECISION.missing(inputs)
    if len(groups) == 1:
        return ()
    gaps = []
    for gap in DECISION.missing(inputs):
        settles = {answer: _narrowed(specimen, tuple(left)) for answer, left in gap.settles.items()}
        if any(left != groups for left in settles.values()):
            gaps.append(replace(gap, settles=settles))
    return tuple(sorted(gaps, key=Missing.openness))


def _result(specimen: Specimen, inputs: Inputs, alone: tuple[str, ...]) -> dict[str, Any]:
    """groups: the classes that are possible; RX itself is none of them. alone: by the margins."""
    groups, outcome = _narrowed(specimen, alone), UNDETERMINED
    if len(groups) == 1:
        outcome = groups[0]
    elif _is_unassessed(inputs):
        outcome = UNASSESSED
    result: dict[str, Any] = {"outcome": outcome, "groups": list(groups)}
    if specimen.reported.code in (*SAID_AS, UNASSESSED):
        result["reported"] = {"group": specimen.reported.code}
    if alone != groups:
        result["alone"] = {"groups": list(alone)}
    return result


def _criteria(specimen: Specimen, inputs: Inputs) -> tuple[Criterion, ...]:
    _residual, margin, recut = inputs
    distance = specimen.distance.interval
    of_margin = {} if distance is None else {**distance.shown(), "unit": "mm"}
    return (
        Criterion.of("macroscopic_residual", specimen.residual),
        _involved("specimen_involved", specimen.margin, margin, **of_margin),
        _involved("recut_involved", specimen.recut, recut),
    )


def _involved(key: str, said: Code, margin: Input, **values: Any) -> Criterion:
    if said.code is not None:
        values["word"] = said.code
    answer = UNKNOWN if _is_open(margin) else BY_MARGIN[margin.options[0]]
    return Criterion.of(key, Finding(answer, margin.why), **values)


def _caveats(specimen: Specimen, inputs: Inputs, groups: tuple[str, ...]) -> list[Note]:
    """On what the class rests on, then on the class as reported."""
    _residual, margin, recut = inputs
    notes = []
    if specimen.is_taken_as_complete and not _is_unassessed(inputs):
        notes.append(Note("residual_not_stated"))
    if specimen.contradicts_distance:
        notes.append(Note("distance_contradicts"))
    if "close" in (specimen.margin.code, specimen.recut.code):
        notes.append(Note("close_margin"))
    if margin.options == (INVOLVED,) and recut.options == (CLEAR,):
        notes.append(Note("recut_clear"))
    said = SAID_AS.get(specimen.reported.code or "", groups)
    if not set(said) & set(groups):
        values = {"reported": specimen.reported.code, "groups": list(groups)}
        notes.append(Note("reported_contradicts", values))
    return notes


EXAMPLE: dict[str, Any] = {
    "surgery": [{"operated": "present"}],
    "pathology": [
        {
            "specimen": "resection",
            "margin_specimen": "clear",
            "margin_ivc_recut": "clear",
            "macroscopic_residual": "absent",
        }
    ],
}
READS = (DIAGNOSIS, *SPECIMEN_READS, *MARGIN_FIELDS, OPERATED, CAVA_PROCEDURE)
RULE = Rule(KEY, VERSION, evaluate, READS, example=EXAMPLE)
