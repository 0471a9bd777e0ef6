"""Treatment before the operation, which changes the tissue that a pathologist then sees."""

from scoring.rules.factor_time import GIVEN, SETTING, STARTED
from scoring.rules.timeline import OPERATED, RECURRED_ON, is_after
from scoring.values.cells import (
    SAYS_NOTHING,
    Code,
    Dated,
    Finding,
    Why,
    code,
    dated,
    either,
    finding,
)
from scoring.values.fields import Facts, every
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES

RADIOTHERAPY = every("radiotherapy.given", finding)
RADIOTHERAPY_SETTING = every("radiotherapy.setting", code)
RADIOTHERAPY_STARTED = every("radiotherapy.start_date", dated)
NEOADJUVANT_READS = (
    *(GIVEN, SETTING, STARTED, RADIOTHERAPY, RADIOTHERAPY_SETTING, RADIOTHERAPY_STARTED),
    *(OPERATED, RECURRED_ON),
)


def neoadjuvant(facts: Facts, specimen: Dated) -> Finding:
    """Systemic therapy or radiotherapy in the neoadjuvant setting, before the specimen was taken.

    No where neither is recorded, or began after the specimen. Unknown where one is given in a
    setting that is not known, or where several operations, or a recurrence, leave open which it
    came before.
    """
    systemic = zip(facts[GIVEN], facts[SETTING], facts[STARTED], strict=True)
    radiotherapy = zip(
        *(facts[RADIOTHERAPY], facts[RADIOTHERAPY_SETTING], facts[RADIOTHERAPY_STARTED]),
        strict=True,
    )
    courses = (*systemic, *radiotherapy)
    return either(
        *(
            _before(facts, start, specimen, _of_course(given, setting))
            for given, setting, start in courses
        )
    )


def _before(facts: Facts, start: Dated, specimen: Dated, course: Finding) -> Finding:
    """The one operation on record is the one that a neoadjuvant course came before."""
    if course.truth is NO or is_after(start, [specimen]):
        return Finding(NO)
    if is_after(specimen, [start]) or not _has_several(facts):
        return course
    return Finding(UNKNOWN, course.why or start.why or specimen.why or Why.UNANSWERED)


def _has_several(facts: Facts) -> bool:
    """Operations, or one and a recurrence that can have been operated on."""
    operations = [operated for operated in facts[OPERATED] if operated.truth is not NO]
    return len(operations) > 1 or bool(facts[RECURRED_ON])


def _of_course(given: Finding, setting: Code) -> Finding:
    """A course that is recorded with its setting was given unless it says otherwise."""
    if given.truth in (NO, NOT_APPLICABLE):
        return Finding(NO)
    if setting.code == "neoadjuvant":
        return Finding(YES) if given.why in (None, Why.UNANSWERED) else given
    if setting.code is None and (given.truth is YES or setting.why not in SAYS_NOTHING):
        return Finding(UNKNOWN, setting.why)
    return Finding(NO)
