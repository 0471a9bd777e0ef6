"""Performance status below 80 on Karnofsky's scale."""

from decimal import Decimal
from typing import Any

from scoring.rules.base import Criterion, Note
from scoring.rules.factors import Factor, Gap, lack_of_value
from scoring.rules.limits import SCORE
from scoring.values.cells import SAYS_NOTHING, Amount, Why, amount
from scoring.values.fields import Facts, latest
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth
from scoring.values.units import NUMBER

KPS = latest("presentation.kps", amount(NUMBER))
ECOG = latest("presentation.ecog", amount(NUMBER))
PERFORMANCE_READS = (KPS, ECOG)

KPS_LIMIT = Decimal(80)  # percent; 80 itself is not below
KPS_TOP, KPS_STEP = 100, 10
# ECOG 0 is a Karnofsky status of 90 or 100; 1 is 70 or 80, one on each side of the limit; 2 to 5
# are 60 and less.
BELOW_LIMIT_BY_ECOG: dict[Decimal | int, Truth] = {
    0: NO,
    1: UNKNOWN,
    2: YES,
    3: YES,
    4: YES,
    5: YES,
}


def performance_status(facts: Facts) -> Factor:
    """Karnofsky status below 80; without one ECOG answers, as far as the two scales correspond."""
    kps, ecog = facts[KPS], facts[ECOG]
    if kps.interval is not None:
        return _by_kps(kps)
    if kps.why in SAYS_NOTHING or kps.why is Why.NOT_APPLICABLE:
        return _by_ecog(ecog) if ecog.interval is not None else _by_neither(kps, ecog)
    return _factor(UNKNOWN, {"why": str(kps.why)}, Gap(KPS, lack_of_value(kps.why)))


def _by_kps(kps: Amount) -> Factor:
    assert kps.interval is not None
    exact = kps.interval.exact
    is_on_scale = exact is None or (exact <= KPS_TOP and exact % KPS_STEP == 0)
    answer = kps.interval.below(KPS_LIMIT) if is_on_scale else UNKNOWN
    values = {"scale": "kps", **kps.interval.shown(), "limit": KPS_LIMIT, "limit_from": SCORE}
    return _factor(answer, values, Gap(KPS, "exact_value"))


def _by_ecog(ecog: Amount) -> Factor:
    assert ecog.interval is not None
    grade = ecog.interval.exact
    answer = UNKNOWN if grade is None else BELOW_LIMIT_BY_ECOG.get(grade, UNKNOWN)
    factor = _factor(answer, {"scale": "ecog", **ecog.interval.shown()}, Gap(KPS))
    return factor if answer is UNKNOWN else factor._replace(caveats=(Note("from_ecog"),))


def _by_neither(kps: Amount, ecog: Amount) -> Factor:
    cannot_be = ecog.why in (Why.UNANSWERED, Why.NOT_APPLICABLE)
    if kps.why is Why.NOT_APPLICABLE and cannot_be:
        return _factor(NOT_APPLICABLE, {"why": str(kps.why)}, Gap(KPS))
    why = ecog.why if kps.why is Why.UNANSWERED else kps.why
    return _factor(UNKNOWN, {"why": str(why)}, Gap(KPS))


def _factor(answer: Truth, values: dict[str, Any], gap: Gap) -> Factor:
    gaps = (gap,) if answer is UNKNOWN else ()
    return Factor(Criterion("performance_status", answer, values), gaps)
