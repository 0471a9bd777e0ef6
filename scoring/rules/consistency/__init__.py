"""Consistency of the record: where it says two things, with both sides of each.

Source: the inner tensions of the case report (T1 to T15) and the traps of data entry that one case
can decide. Each check answers yes where the record makes both of two statements that contradict
each other or have to be read together, no where it makes only one of them, unknown else. None of
it changes what another rule says, and nothing is asked for: an empty field contradicts nothing.
Sizes that differ between CT and specimen are told by the stage, not here.
"""

from typing import Any

from scoring.rules.base import Card, Note, Rule
from scoring.rules.cava import TEACHES
from scoring.rules.consistency import imaging, laboratory, reported, specimen, treatment
from scoring.rules.consistency.check import Check
from scoring.values.cells import amount, finding
from scoring.values.fields import Facts, Field, latest
from scoring.values.interval import plain
from scoring.values.truth import NO, UNKNOWN, YES
from scoring.values.units import MONTHS

KEY, VERSION = "consistency", "1"
CITATION = f"{TEACHES}; convention of this software"

DURATION = latest("follow_up.duration", amount(MONTHS))
LOCAL = latest("follow_up.local_recurrence", finding)
DISTANT = latest("follow_up.distant_recurrence", finding)

PARTS = (laboratory, imaging, specimen, treatment, reported)
CHECKS: tuple[Check, ...] = tuple(check for part in PARTS for check in part.CHECKS)
# Once each, in the order in which they are first read.
READS: tuple[Field[Any], ...] = tuple(
    dict.fromkeys(
        (*(field for part in PARTS for field in part.READS), DURATION, LOCAL, DISTANT),
    )
)


def evaluate(facts: Facts) -> Card:
    criteria = tuple(check(facts) for check in CHECKS)
    answers = [criterion.answer for criterion in criteria]
    return Card(
        rule=KEY,
        version=VERSION,
        applicability="applicable",
        result={"counted": answers.count(YES), "of": len(answers) - answers.count(UNKNOWN)},
        criteria=criteria,
        missing=(),
        caveats=_censored(facts),
        citation=CITATION,
    )


def _censored(facts: Facts) -> tuple[Note, ...]:
    """Without recurrence so far: seen until then and no further (T15)."""
    if not facts[LOCAL].truth is facts[DISTANT].truth is NO:
        return ()
    known = facts[DURATION].interval
    if known is None or known.exact is None:
        return (Note("censored"),)
    return (Note("censored_at", {"months": plain(known.exact)}),)


RULE = Rule(
    KEY,
    VERSION,
    evaluate,
    READS,
    example={
        "labs": [
            {
                "summary_as_reported": "normal",
                "haemoglobin": {
                    "value": 12,
                    "unit": "g/dL",
                    "lower": {"value": 13.5, "unit": "g/dL"},
                },
            }
        ],
    },
)
