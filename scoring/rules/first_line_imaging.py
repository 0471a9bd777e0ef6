"""First imaging of a mass around the inferior vena cava, as the case report teaches it.

No unit. CT with contrast, which the report calls the gold standard, unless it is contraindicated;
then MRI. Whether it is contraindicated is the team's judgement alone: while that is open, so is
the answer, whatever is recorded of an allergy. A contrast CT that is recorded stands beside; it
does not say that the next one is safe.
"""

from collections.abc import Sequence

from scoring.rules.base import APPLICABILITY, Card, Missing, Note, Rule
from scoring.rules.cava import TEACHES
from scoring.rules.contrast import CONTRAST_ALLERGY, CONTRAST_CONTRAINDICATED, allergy_notes
from scoring.rules.decisions import Decision
from scoring.rules.factors import lack_of_value
from scoring.rules.judgements import asked, recorded
from scoring.values.cells import NO_FINDING, Finding, Why, code, either, finding
from scoring.values.fields import Facts, Field, Row
from scoring.values.truth import UNKNOWN, YES, Truth

KEY, VERSION = "first_line_imaging", "1"
CITATION = f"{TEACHES}, lines 122-124 and 180-182"
OUTCOMES = ("contrast_ct", "mri")


def _with_contrast(rows: Sequence[Row]) -> Finding:
    """Whether any study said to be a CT was made with contrast."""
    scans = [row.values for row in rows if code(row.values.get("modality")).code == "ct"]
    if not scans:
        return NO_FINDING[Why.UNANSWERED]
    return either(*(finding(scan.get("contrast")) for scan in scans))


CONTRAST_CT = Field("ct_abdomen.contrast", _with_contrast)
READS = (CONTRAST_CONTRAINDICATED, CONTRAST_ALLERGY, CONTRAST_CT)


def _decide(contraindicated: Truth) -> str:
    return OUTCOMES[1] if contraindicated is YES else OUTCOMES[0]


DECISION = Decision(OUTCOMES, _decide)


def evaluate(facts: Facts) -> Card:
    inputs = [asked(facts, CONTRAST_CONTRAINDICATED)]
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=APPLICABILITY[YES],
        reasons=_check_first(facts),
        result=DECISION.result(inputs),
        criteria=tuple(recorded(facts, field) for field in READS),
        missing=(*DECISION.missing(inputs), *_allergy(facts)),
        caveats=allergy_notes(facts),
        citation=CITATION,
    )


def _check_first(facts: Facts) -> tuple[Note, ...]:
    """Of a judgement that is open; it always has a reason to be."""
    why = facts[CONTRAST_CONTRAINDICATED].why
    return () if why is None else (Note("check_first", {"why": str(why)}),)


def _allergy(facts: Facts) -> tuple[Missing, ...]:
    """Asked while the judgement is open: it settles nothing, and the team judges by it."""
    allergy = facts[CONTRAST_ALLERGY]
    if allergy.truth is not UNKNOWN or not _check_first(facts):
        return ()
    return (Missing(CONTRAST_ALLERGY, needs=lack_of_value(allergy.why), why=allergy.why),)


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    example={
        "presentation": {"contrast_allergy": "present"},
        "assessment": {"contrast_ct_contraindicated": "present"},
    },
)
