"""Factors of short-term survival as the case report lists them: a list, not a score.

Source: the report, lines 239-244, after Laskin et al. 2010, where short-term meant death within
two years. Four factors, each present, absent or unknown; the count is a range from those present
to those not excluded. Nothing is weighted, and no figure of survival belongs to the count.
"""

from typing import Any

from scoring.rules import margins
from scoring.rules.base import Card, Criterion, Missing, Note, Rule
from scoring.rules.cava import CAVA_READS, RIGHT_ATRIUM, TEACHES, UPPER, Tumour, gate, tumour_of
from scoring.rules.factors import lack_of_value
from scoring.rules.inputs import BUD
from scoring.rules.segments import Limits
from scoring.values.cells import SAYS_NOTHING, Finding, Why, finding
from scoring.values.fields import Facts, Field, latest
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES

KEY, VERSION = "short_term_factors", "1"
CITATION = f"{TEACHES}, lines 239-244, citing Laskin et al. 2010"

MACROSCOPIC = latest("pathology.macroscopic_residual", finding)
BY_CLASS = {"R0": NO, "R2": YES}
# Limits that contradict each other leave one factor open, not the whole list.
NO_LIMITS = Limits(None, None)
FIELDS: dict[str, Field[Any]] = {
    "level_iii": UPPER,
    "right_atrium": RIGHT_ATRIUM,
    "endoluminal_bud": BUD,
    "macroscopic_residual": MACROSCOPIC,
}
READS = (*CAVA_READS, BUD, MACROSCOPIC, *margins.READS)


def evaluate(facts: Facts) -> Card:
    tumour = tumour_of(facts)
    applicability, reasons = gate(facts, NO_LIMITS)
    criteria = (
        _level_iii(tumour),
        Criterion.of("right_atrium", tumour.reaches_atrium()),
        Criterion.of("endoluminal_bud", facts[BUD]),
        _residual(facts),
    )
    answers = [criterion.answer for criterion in criteria]
    low = answers.count(YES)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability,
        reasons=reasons,
        result={
            "counted": low,
            "low": low,
            "high": low + answers.count(UNKNOWN),
            "of": len(answers) - answers.count(NOT_APPLICABLE),
        },
        criteria=criteria,
        missing=_missing(criteria, tumour),
        caveats=_caveats(criteria[-1]),
        citation=CITATION,
    )


def _level_iii(tumour: Tumour) -> Criterion:
    """By the limits alone; a segment that invasion suggests is named and leaves it open."""
    answer = tumour.is_in("III")
    if answer is not UNKNOWN:
        return Criterion("level_iii", answer)
    is_suggested = "III" in (*tumour.suggested(), *tumour.above())
    values = {"suggested": ["III"]} if is_suggested else {}
    return Criterion.of("level_iii", Finding(answer, tumour.upper.why), **values)


def _residual(facts: Facts) -> Criterion:
    """Where nobody says, by the class: R0 left nothing behind, R2 is what the eye saw.

    A margin that is not mentioned keeps it open: then the resection is RX. One that is involved
    does too: what is left under the microscope does not say what the eye saw.
    """
    said = facts[MACROSCOPIC]
    by_class = margins.RULE.evaluate(facts).result
    answer = BY_CLASS.get(by_class["outcome"])
    if said.why not in SAYS_NOTHING or answer is None:
        return Criterion.of("macroscopic_residual", said)
    source = "reported" if "alone" in by_class else "margins"
    return Criterion("macroscopic_residual", answer, {source: by_class["outcome"]})


def _caveats(residual: Criterion) -> tuple[Note, ...]:
    """Where the class answers for what nobody said, whether by the margins or as reported."""
    if "reported" in residual.values:
        return (Note("residual_as_reported", {"group": residual.values["reported"]}),)
    return (Note("residual_from_margins"),) if "margins" in residual.values else ()


def _missing(criteria: tuple[Criterion, ...], tumour: Tumour) -> tuple[Missing, ...]:
    """One field for each factor that is open; none settles more than another."""
    gaps = []
    for criterion in criteria:
        if criterion.answer is UNKNOWN:
            said = criterion.values.get("why")
            why = None if said is None else Why(said)
            needs = lack_of_value(why) if why else "consistency"
            if criterion.key == "right_atrium" and tumour.is_atrium_contradicted:
                needs = "consistency"
            gaps.append(Missing(FIELDS[criterion.key], needs=needs, why=why))
    return tuple(gaps)


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    example={
        "ct_abdomen": [{"ivc_lower": "suprarenal", "ivc_upper": "suprahepatic"}],
        "assessment": {"endoluminal_bud": "absent"},
    },
)
