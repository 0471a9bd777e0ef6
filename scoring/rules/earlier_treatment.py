"""Treatment before the operation, which changes the tissue that a pathologist then sees."""

from scoring.rules.factor_time import GIVEN, SETTING
from scoring.values.cells import SAYS_NOTHING, Code, Finding, Why, code, either, finding
from scoring.values.fields import Facts, every
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES

RADIOTHERAPY = every("radiotherapy.given", finding)
RADIOTHERAPY_SETTING = every("radiotherapy.setting", code)
NEOADJUVANT_READS = (GIVEN, SETTING, RADIOTHERAPY, RADIOTHERAPY_SETTING)


def neoadjuvant(facts: Facts) -> Finding:
    """Systemic therapy or radiotherapy in the neoadjuvant setting.

    No where neither is recorded; unknown where one is given in a setting that is not known.
    """
    systemic = zip(facts[GIVEN], facts[SETTING], strict=True)
    radiotherapy = zip(facts[RADIOTHERAPY], facts[RADIOTHERAPY_SETTING], strict=True)
    return either(*(_of_course(*course) for course in (*systemic, *radiotherapy)))


def _of_course(given: Finding, setting: Code) -> Finding:
    """A course that is recorded with its setting was given unless it says otherwise."""
    if given.truth in (NO, NOT_APPLICABLE):
        return Finding(NO)
    if setting.code == "neoadjuvant":
        return Finding(YES) if given.why in (None, Why.UNANSWERED) else given
    if setting.code is None and (given.truth is YES or setting.why not in SAYS_NOTHING):
        return Finding(UNKNOWN, setting.why)
    return Finding(NO)
