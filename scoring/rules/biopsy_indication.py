"""Biopsy: the case report's rule, and beside it what the UK guideline of 2024 asks for.

No unit; a statement about two rules, never advice. The report: not required if the mass can be
removed; an indication where the diagnosis is in doubt (lymphoma, adrenal tumour, previous cancer,
other doubt), and in patients who are not operated on, for possible systemic therapy. The guideline
wants a core biopsy before treatment if possible, and a specialist team asked before biopsy or
surgery. The two are not merged.

Resectable, operable and systemic therapy possible are the team's judgements. Who cannot be operated
on is one whose mass cannot be removed, or who cannot bear it: this exception goes before "not
required". The outcome asks for operability only where somebody has judged it; where nobody has,
groups hold what "not operable" would make of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from scoring.rules.base import APPLICABILITY, Card, Criterion, Note, Rule
from scoring.rules.cava import TEACHES
from scoring.rules.decisions import UNDETERMINED, Decision, Input
from scoring.rules.judgements import asked, recorded
from scoring.rules.sources import UK_GUIDELINE
from scoring.values.cells import either, finding
from scoring.values.fields import Facts, latest
from scoring.values.truth import YES, Truth

KEY, VERSION = "biopsy_indication", "1"
CITATION = f"{TEACHES}, lines 184-188; {UK_GUIDELINE}"
INDICATED, NOT_REQUIRED, NOT_INDICATED = OUTCOMES = ("indicated", "not_required", "not_indicated")
GUIDELINE = {"key": "uk_2024", "asks": ["core_biopsy_if_possible", "specialist_team_first"]}

RESECTABLE = latest("assessment.resectable", finding)
OPERABLE = latest("assessment.operable", finding)
SYSTEMIC = latest("assessment.systemic_therapy_possible", finding)
DOUBTS = (
    latest("assessment.suspected_lymphoma", finding),
    latest("assessment.suspected_adrenal_tumour", finding),
    latest("presentation.history_of_neoplasia", finding),
    latest("assessment.other_diagnostic_doubt", finding),
)
DONE = latest("biopsy.biopsy_done", finding)
INPUTS = (*DOUBTS, RESECTABLE, OPERABLE, SYSTEMIC)
READS = (*INPUTS, DONE)


def _decide(*answers: Truth) -> str:
    """answers: in the order of INPUTS."""
    *doubts, resectable, operable, systemic = answers
    has_operation = resectable is YES and operable is YES
    if YES in doubts or (systemic is YES and not has_operation):
        return INDICATED
    return NOT_REQUIRED if resectable is YES else NOT_INDICATED


DECISION = Decision(OUTCOMES, _decide)


def evaluate(facts: Facts) -> Card:
    inputs = [asked(facts, field) for field in INPUTS]
    outcome = _outcome(inputs)
    differs = () if outcome == INDICATED else (Note("guideline_differs"),)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=APPLICABILITY[YES],
        result={
            "outcome": outcome,
            "groups": list(DECISION.possible(inputs)),
            "guideline": GUIDELINE,
        },
        criteria=(_doubt(facts), *(recorded(facts, field) for field in READS)),
        missing=DECISION.missing(inputs),
        caveats=(*differs, Note("board_decides")),
        citation=CITATION,
    )


def _outcome(inputs: Sequence[Input]) -> str:
    """The report's own: it speaks of operability only where somebody has judged it."""
    told = [
        replace(each, options=(YES,)) if each.field is OPERABLE and each.why else each
        for each in inputs
    ]
    possible = DECISION.possible(told)
    return possible[0] if len(possible) == 1 else UNDETERMINED


def _doubt(facts: Facts) -> Criterion:
    return Criterion.of("doubtful", either(*(facts[doubt] for doubt in DOUBTS)))


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    example={
        "presentation": {"history_of_neoplasia": "absent"},
        "assessment": {
            "resectable": "present",
            "operable": "present",
            "suspected_lymphoma": "absent",
            "suspected_adrenal_tumour": "absent",
            "other_diagnostic_doubt": "absent",
        },
    },
)
