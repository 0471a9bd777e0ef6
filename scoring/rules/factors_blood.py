"""Blood factors: haemoglobin, corrected calcium, neutrophils, platelets, LDH.

Limits are those of the laboratory that measured. Where it gives none, haemoglobin alone has a
default by sex, one laboratory's convention; the other factors stay unknown. A value equal to its
limit is not beyond it.
"""

from dataclasses import replace
from decimal import Decimal

from scoring.rules.base import Note
from scoring.rules.calcium import ALBUMIN, CALCIUM, NOT_CORRECTED, correct, of_other_days
from scoring.rules.factors import Factor, Gap
from scoring.rules.inputs import SEX
from scoring.rules.limits import (
    ABOVE,
    BELOW,
    DEFAULT,
    RAISED,
    REPORT,
    SCORE,
    Judgement,
    Side,
    criterion,
    judge,
    lacks,
)
from scoring.values import units
from scoring.values.cells import Amount
from scoring.values.fields import Facts, Field, measured
from scoring.values.interval import EXACT, Interval
from scoring.values.truth import NO, NOT_APPLICABLE, UNKNOWN, YES, Truth, agreed

HAEMOGLOBIN = measured("labs.haemoglobin", units.HAEMOGLOBIN)
NEUTROPHILS = measured("labs.neutrophils", units.CELLS)
PLATELETS = measured("labs.platelets", units.CELLS)
LDH = measured("labs.ldh", units.ENZYME)
BLOOD_READS = (SEX, HAEMOGLOBIN, CALCIUM, ALBUMIN)  # of every score that uses blood factors
COUNT_READS = (NEUTROPHILS, PLATELETS)

DEFAULT_HAEMOGLOBIN = {"female": Decimal(120), "male": Decimal(135)}  # g/L, lower limits
CALCIUM_CUT_OFF = Decimal("2.5")  # mmol/L
LDH_FACTOR = Decimal("1.5")  # times the laboratory's upper limit


def haemoglobin(facts: Facts) -> Factor:
    """Below the lower limit; without a laboratory's limit against the default for the sex."""
    amount = facts[HAEMOGLOBIN]
    if amount.interval is None or amount.lower is not None:
        return _factor(HAEMOGLOBIN, amount, judge(amount, BELOW, amount.lower), units.HAEMOGLOBIN)
    judgement = _by_default(amount, facts[SEX].code)
    factor = _factor(HAEMOGLOBIN, amount, judgement, units.HAEMOGLOBIN)
    if not judgement.in_words:
        default = Note("default_limit", {"criterion": HAEMOGLOBIN.name})
        factor = factor._replace(caveats=(default, *factor.caveats))
    if factor.gaps and facts[SEX].why is not None:
        factor = factor._replace(gaps=(Gap(SEX), *factor.gaps))
    return factor


def _by_default(amount: Amount, sex: str | None) -> Judgement:
    """With the sex unknown or other, what holds against both defaults holds."""
    limit = DEFAULT_HAEMOGLOBIN.get(sex or "")
    if limit is not None:
        return judge(amount, BELOW, limit, DEFAULT)
    lowest, highest = DEFAULT_HAEMOGLOBIN.values()
    judgement = judge(amount, Side("low", _below_all_defaults), lowest, DEFAULT)
    return judgement._replace(limit={YES: lowest, NO: highest}.get(judgement.answer))


def _below_all_defaults(interval: Interval, _limit: Decimal) -> Truth:
    return agreed(*(interval.below(limit) for limit in DEFAULT_HAEMOGLOBIN.values()))


def calcium(facts: Facts) -> Factor:
    """Above the upper limit; corrected for albumin where both are numbers, else with a caveat."""
    amount = facts[CALCIUM]
    return _calcium(amount, facts[ALBUMIN], amount.upper, REPORT)


def calcium_above_cut_off(facts: Facts) -> Factor:
    """As `calcium`, against one cut-off for all laboratories: a result in words is by another."""
    amount = facts[CALCIUM]
    factor = _calcium(amount._replace(result=None), facts[ALBUMIN], CALCIUM_CUT_OFF, SCORE)
    if amount.result is None or factor.criterion.answer is not UNKNOWN:
        return factor
    values = {**factor.criterion.values, "result": amount.result}
    return factor._replace(criterion=replace(factor.criterion, values=values))


def _calcium(amount: Amount, albumin: Amount, limit: Decimal | None, limit_from: str) -> Factor:
    if amount.interval is None or albumin.interval is None:
        return _uncorrected(amount, judge(amount, ABOVE, limit, limit_from))
    corrected = amount._replace(interval=correct(amount.interval, albumin.interval))
    judgement = judge(corrected, ABOVE, limit, limit_from)
    if judgement.in_words:  # words were said of the calcium as measured
        return _uncorrected(amount, judgement)
    judgement = judgement._replace(contradicts_words=False)
    factor = _factor(CALCIUM, corrected, judgement, units.CALCIUM)
    return _marked_corrected(factor, amount, albumin)


def _uncorrected(amount: Amount, judgement: Judgement) -> Factor:
    factor = _factor(CALCIUM, amount, judgement, units.CALCIUM)
    if judgement.answer in (UNKNOWN, NOT_APPLICABLE):
        return factor
    basis = "result" if judgement.in_words else "number"
    note = Note(NOT_CORRECTED, {"basis": basis})
    return factor._replace(caveats=(*factor.caveats, note))


def _marked_corrected(factor: Factor, amount: Amount, albumin: Amount) -> Factor:
    values = {**factor.criterion.values, "corrected": True}
    marked = factor._replace(criterion=replace(factor.criterion, values=values))
    return marked._replace(caveats=(*marked.caveats, *of_other_days(amount, albumin)))


def neutrophils(facts: Facts) -> Factor:
    """Above the upper limit."""
    amount = facts[NEUTROPHILS]
    return _factor(NEUTROPHILS, amount, judge(amount, ABOVE, amount.upper), units.CELLS)


def platelets(facts: Facts) -> Factor:
    """Above the upper limit."""
    amount = facts[PLATELETS]
    return _factor(PLATELETS, amount, judge(amount, ABOVE, amount.upper), units.CELLS)


def ldh(facts: Facts) -> Factor:
    """Above 1.5 times the upper limit; a result that is not high is not above it either."""
    amount = facts[LDH]
    limit = None if amount.upper is None else EXACT.multiply(amount.upper, LDH_FACTOR)
    if amount.result != ABOVE.word:
        return _factor(LDH, amount, judge(amount, ABOVE, limit, RAISED), units.ENZYME)
    # "High" says that it is above the limit, not how far.
    judgement = judge(amount._replace(result=None), ABOVE, limit, RAISED)
    judgement = judgement._replace(in_words=judgement.answer is UNKNOWN)
    return _factor(LDH, amount, judgement, units.ENZYME)


def _factor(
    field: Field[Amount], amount: Amount, judgement: Judgement, quantity: units.Quantity
) -> Factor:
    caveats = []
    if amount.is_approximate and not judgement.in_words:
        caveats.append(Note("approximate", {"criterion": field.name}))
    if judgement.contradicts_words:
        caveats.append(Note("contradicts_words", {"criterion": field.name}))
    gaps = (Gap(field, lacks(amount)),) if judgement.answer is UNKNOWN else ()
    found = criterion(field.name, amount, judgement, quantity)
    return Factor(found, gaps, tuple(caveats), sampled=amount.sampled)
