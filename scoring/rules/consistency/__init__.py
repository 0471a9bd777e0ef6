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
from scoring.rules.consistency.imaging import RECURRED_IN
from scoring.rules.consistency.treatment import DISTANT, LOCAL
from scoring.values.cells import SAYS_NOTHING, amount
from scoring.values.fields import Facts, Field, every
from scoring.values.interval import plain
from scoring.values.truth import NO, UNKNOWN, YES
from scoring.values.units import MONTHS

KEY, VERSION = "consistency", "1"
CITATION = f"{TEACHES}; convention of this software"

DURATION = every("follow_up.duration", amount(MONTHS))

PARTS = (laboratory, imaging, specimen, treatment, reported)
CHECKS: tuple[Check, ...] = tuple(check for part in PARTS for check in part.CHECKS)
# Once each, in the order in which they are first read.
READS: tuple[Field[Any], ...] = tuple(
    dict.fromkeys(
        (*(field for part in PARTS for field in part.READS), DURATION, RECURRED_IN),
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
    """Without recurrence so far: seen until then and no further (T15).

    By the newest visit that speaks of a recurrence, with that visit's own duration; none where any
    recurrence is on record.
    """
    visits = tuple(zip(facts[LOCAL], facts[DISTANT], facts[DURATION], strict=True))
    truths = {found.truth for local, distant, _duration in visits for found in (local, distant)}
    speaking = [visit for visit in visits if not {each.why for each in visit[:2]} <= SAYS_NOTHING]
    if facts[RECURRED_IN] or YES in truths or not speaking:
        return ()
    local, distant, duration = speaking[0]
    if not local.truth is distant.truth is NO:
        return ()
    known = duration.interval
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
