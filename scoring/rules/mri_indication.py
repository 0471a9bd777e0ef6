"""Whether the case report's rule names a reason for MRI.

No unit. Doubt between thrombus and tumour, or contrast CT contraindicated: one of the two is
enough, and only when both are denied is there none. Both are the team's judgements. An allergy, or
a thrombus that CT calls uncertain, decides nothing and is told beside; so is whether MRI was done.
"""

from scoring.rules.base import APPLICABILITY, Card, Note, Rule
from scoring.rules.cava import TEACHES
from scoring.rules.contrast import CONTRAST_ALLERGY, CONTRAST_CONTRAINDICATED, allergy_notes
from scoring.rules.decisions import Decision
from scoring.rules.judgements import asked, recorded
from scoring.rules.sources import UK_GUIDELINE
from scoring.values.cells import code, finding
from scoring.values.fields import Facts, latest
from scoring.values.truth import YES, Truth

KEY, VERSION = "mri_indication", "1"
CITATION = f"{TEACHES}, lines 180-182; {UK_GUIDELINE}"
OUTCOMES = ("indicated", "not_indicated")
UNCERTAIN = "uncertain"

THROMBUS_DOUBT = latest("assessment.thrombus_doubt", finding)
THROMBUS = latest("ct_abdomen.thrombus", code)
DONE = latest("mri.mri_done", finding)
REASONS = (THROMBUS_DOUBT, CONTRAST_CONTRAINDICATED)
READS = (*REASONS, DONE, CONTRAST_ALLERGY, THROMBUS)


def _decide(*reasons: Truth) -> str:
    return OUTCOMES[0] if YES in reasons else OUTCOMES[1]


DECISION = Decision(OUTCOMES, _decide)


def evaluate(facts: Facts) -> Card:
    inputs = [asked(facts, reason) for reason in REASONS]
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=APPLICABILITY[YES],
        result=DECISION.result(inputs),
        criteria=tuple(recorded(facts, field) for field in (*REASONS, DONE)),
        missing=DECISION.missing(inputs),
        caveats=(*_thrombus_notes(facts), *allergy_notes(facts), Note("others_prefer_mri")),
        citation=CITATION,
    )


def _thrombus_notes(facts: Facts) -> tuple[Note, ...]:
    """CT leaves open what the team has not called doubtful."""
    is_uncertain = facts[THROMBUS].code == UNCERTAIN
    is_said = facts[THROMBUS_DOUBT].truth is YES
    return (Note("thrombus_uncertain"),) if is_uncertain and not is_said else ()


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    example={
        "assessment": {"thrombus_doubt": "absent", "contrast_ct_contraindicated": "absent"},
        "presentation": {"contrast_allergy": "absent"},
        "mri": [{"mri_done": "absent"}],
    },
)
