"""Contrast medium: the team's judgement on it, and the allergy that may stand behind.

An allergy is no judgement: it may be mild, or be prepared for. Nor is its absence one, since the
kidneys count too. So it decides nothing, and is told beside the judgement.
"""

from scoring.rules.base import Note
from scoring.values.cells import finding
from scoring.values.fields import Facts, latest
from scoring.values.truth import NO, UNKNOWN, YES

CONTRAST_CONTRAINDICATED = latest("assessment.contrast_ct_contraindicated", finding)
CONTRAST_ALLERGY = latest("presentation.contrast_allergy", finding)


def allergy_notes(facts: Facts) -> tuple[Note, ...]:
    """Where allergy and judgement do not fit, or one is given without the other."""
    allergy, judged = facts[CONTRAST_ALLERGY], facts[CONTRAST_CONTRAINDICATED].truth
    if allergy.truth is YES and judged is NO:
        return (Note("allergy_yet_allowed"),)
    if allergy.truth is YES and judged is not YES:
        return (Note("allergy_not_judged"),)
    if allergy.truth is UNKNOWN and judged is NO:
        return (Note("allergy_unknown", {"why": str(allergy.why)}),)
    return ()
