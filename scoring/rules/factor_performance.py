"""Performance status below 80 on Karnofsky's scale."""

from decimal import Decimal
from typing import Any

from scoring.rules.base import Criterion, Note
from scoring.rules.factors import Factor, Gap, lack_of_value
from scoring.rules.limits import SCORE
from scoring.values.cells import SAYS_NOTHING, Amount, Why, amount
from scoring.values.fields import Facts, latest
from scoring.values.interval import Interval
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, Truth, any_of, negate
from scoring.values.units import NUMBER

KPS = latest("presentation.kps", amount(NUMBER))
ECOG = latest("presentation.ecog", amount(NUMBER))
PERFORMANCE_READS = (KPS, ECOG)

KPS_LIMIT = Decimal(80)  # percent; 80 itself is not below
KPS_TOP, KPS_STEP = 100, 10
# The lowest and the highest Karnofsky status of each ECOG grade; those of 1 lie on both sides of
# the limit.
KARNOFSKY_BY_ECOG: dict[Decimal | int, Interval] = {
    grade: Interval(Decimal(lowest), Decimal(highest))
    for grade, (lowest, highest) in enumerate(
        ((90, 100), (70, 80), (50, 60), (30, 40), (10, 20), (0, 0))
    )
}


def karnofsky_of(ecog: Amount) -> Interval | None:
    """What the grade corresponds to; None where no single grade of the scale is known."""
    grade = ecog.interval and ecog.interval.exact
    return None if grade is None else KARNOFSKY_BY_ECOG.get(grade)


def correspond(ecog: Amount, kps: Amount) -> Truth:
    """Whether the Karnofsky status is one that the grade corresponds to."""
    expected, found = karnofsky_of(ecog), kps.interval
    if expected is None or expected.low is None or expected.high is None or found is None:
        return UNKNOWN
    return negate(any_of(found.below(expected.low), found.above(expected.high)))


def performance_status(facts: Facts) -> Factor:
    """Karnofsky status below 80; without one ECOG answers, as far as the two scales correspond.

    Two values that do not correspond contradict each other, and answer nothing.
    """
    kps, ecog = facts[KPS], facts[ECOG]
    if kps.interval is not None:
        return _by_kps(kps) if correspond(ecog, kps) is not NO else _by_both(kps, ecog)
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


def _by_both(kps: Amount, ecog: Amount) -> Factor:
    assert kps.interval is not None
    assert ecog.interval is not None
    values = {"scale": "kps", **kps.interval.shown(), "ecog": ecog.interval.exact}
    return _factor(UNKNOWN, {**values, "why": str(Why.CONFLICT)}, Gap(KPS, "consistency"))


def _by_ecog(ecog: Amount) -> Factor:
    assert ecog.interval is not None
    karnofsky = karnofsky_of(ecog)
    answer = UNKNOWN if karnofsky is None else karnofsky.below(KPS_LIMIT)
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
