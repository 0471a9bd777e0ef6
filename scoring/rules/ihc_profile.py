"""Immunohistochemistry: whether the stains show a smooth-muscle phenotype.

Source: the case report, lines 223-226, and its patient's panel, lines 89-91. Smooth-muscle actin
and desmin positive show it; h-caldesmon, positive in the patient, supports it. CD117 negative and a
low Ki-67 are expected; the report gives no number for low, so that Ki-67 (percent of nuclei) is
shown and not judged. CD34 is no criterion: the report's patient is negative and its discussion
says positive. A stain that was not done is unknown, never negative; focal is neither positive nor
negative.
"""

from typing import Any

from scoring.rules.base import Card, Criterion, Note, Rule
from scoring.rules.cava import TEACHES
from scoring.rules.decisions import Decision, Input
from scoring.rules.factors import lack_of_value
from scoring.values.cells import NO_CODE, NO_FINDING, Code, Finding, Why, amount, code
from scoring.values.fields import Facts, Field, latest
from scoring.values.truth import UNKNOWN, truth
from scoring.values.units import NUMBER

KEY, VERSION = "ihc_profile", "1"
CITATION = f"{TEACHES}, lines 89-91 and 223-226"
SHOWN, IN_PART, NOT_SHOWN = "smooth_muscle", "in_part", "not_shown"
POSITIVE, FOCAL, NEGATIVE = STAINS = ("positive", "focal", "negative")

SMA = latest("immunohistochemistry.sma", code)
DESMIN = latest("immunohistochemistry.desmin", code)
CALDESMON = latest("immunohistochemistry.h_caldesmon", code)
CD117 = latest("immunohistochemistry.cd117", code)
CD34 = latest("immunohistochemistry.cd34", code)
KI67 = latest("immunohistochemistry.ki67", amount(NUMBER))
MUSCLE = (SMA, DESMIN, CALDESMON)
READS = (*MUSCLE, CD117, CD34, KI67)


def evaluate(facts: Facts) -> Card:
    stains = {field: _stain(facts[field]) for field in (*MUSCLE, CD117, CD34)}
    inputs = tuple(_input(field, stains[field]) for field in MUSCLE)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability="applicable",
        result=DECISION.result(inputs),
        criteria=(
            *(_criterion(field.name, stains[field], POSITIVE) for field in MUSCLE),
            _criterion("cd117_negative", stains[CD117], NEGATIVE),
            _ki67(facts),
        ),
        missing=DECISION.missing(inputs),
        caveats=_caveats(stains[CD34]),
        citation=CITATION,
    )


def _decide(sma: str, desmin: str, caldesmon: str) -> str:
    if sma == desmin == POSITIVE:
        return SHOWN
    return NOT_SHOWN if sma == desmin == caldesmon == NEGATIVE else IN_PART


DECISION = Decision((SHOWN, IN_PART, NOT_SHOWN), _decide)


def _stain(said: Code) -> Code:
    """A word that is no result of a stain cannot be read."""
    return said if said.code is None or said.code in STAINS else NO_CODE[Why.UNREADABLE]


def _input(field: Field[Code], said: Code) -> Input:
    options = STAINS if said.code is None else (said.code,)
    return Input(field, options, lack_of_value(said.why), said.why)


def _criterion(key: str, said: Code, wanted: str) -> Criterion:
    """Focal is an answer of its own, neither yes nor no."""
    if said.code is None:
        return Criterion.of(key, NO_FINDING[said.why or Why.UNANSWERED])
    found = Finding(UNKNOWN if said.code == FOCAL else truth(said.code == wanted))
    return Criterion.of(key, found, value=said.code)


def _ki67(facts: Facts) -> Criterion:
    """Without a published limit it answers nothing."""
    said = facts[KI67]
    values: dict[str, Any] = {}
    if said.interval is not None:
        values = {**said.interval.shown(), "unit": "%"}
    return Criterion.of("ki67_low", Finding(UNKNOWN, said.why), **values)


def _caveats(cd34: Code) -> tuple[Note, ...]:
    stated = () if cd34.code is None else (Note("cd34_is_no_criterion", {"value": cd34.code}),)
    return (*stated, Note("ki67_has_no_limit"))


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    example={
        "immunohistochemistry": [
            {"sma": "positive", "desmin": "focal", "h_caldesmon": "positive", "cd117": "not_done"}
        ]
    },
)
