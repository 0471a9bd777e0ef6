"""Estimated glomerular filtration rate (eGFR) of adults, in mL/min/1.73 m2.

From the latest creatinine, the sex, and the age at its sample, by CKD-EPI 2021 (`ckd_epi`): the age
at diagnosis and the years since, which leave two ages possible; without both dates that at
diagnosis. Sex unknown or other gives both values, never one of them; a child none; without
creatinine or age there is none. What a source states stands beside it, unchanged; where it may be
by the equation of 2009, the value of that equation stands beside it too.
"""

from decimal import Decimal
from typing import Any

from scoring.rules.ages import age_at
from scoring.rules.base import Card, Criterion, Limit, Missing, Note, Rule, applicability
from scoring.rules.ckd_epi import (
    CKD_EPI_2009,
    CKD_EPI_2021,
    SEXES,
    UNIT,
    Equation,
    rates,
)
from scoring.rules.factors import is_exact, lack_of_value, lacking_together
from scoring.rules.inputs import AGE, SEX
from scoring.rules.limits import EQUATION, Judgement, criterion
from scoring.rules.nephrectomy import NEPHRECTOMY_READS, before_nephrectomy
from scoring.rules.stated_rate import STATED, UNKNOWN_EQUATION, StatedRate
from scoring.values import units
from scoring.values.cells import NO_AMOUNT, Amount, Code, Why, dated
from scoring.values.fields import Facts, Field, latest, measured
from scoring.values.interval import Interval, plain
from scoring.values.periods import Period
from scoring.values.truth import NO, UNKNOWN, YES, Truth, negate, truth

KEY, VERSION = "egfr", "1"
CITATION = (
    "CKD-EPI 2021: Inker et al., N Engl J Med 2021;385:1737-49; "
    "2009: Levey et al., Ann Intern Med 2009;150:604-12"
)
ADULT = Decimal(18)  # years; 18 itself is adult
ZERO = Decimal(0)
CREATININE = measured("labs.creatinine", units.CREATININE)
DIAGNOSED = latest("presentation.date_of_diagnosis", dated)


def evaluate(facts: Facts) -> Card:
    creatinine, sex = _creatinine(facts), facts[SEX]
    age = age_at(facts[AGE], facts[DIAGNOSED].period, creatinine.sampled)
    stated, adult = facts[STATED], _is_adult(age)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=applicability(adult),
        reasons=_reasons(adult, age),
        result=_result(creatinine, age, sex, stated),
        criteria=_criteria(adult, creatinine, age, sex),
        missing=() if adult is NO else _missing(creatinine, facts[AGE], sex, stated),
        caveats=_caveats(facts, creatinine, age, sex),
        citation=CITATION,
    )


def _creatinine(facts: Facts) -> Amount:
    """A creatinine of zero is none."""
    amount = facts[CREATININE]
    if amount.interval is not None and ZERO in amount.interval[:2]:
        return NO_AMOUNT[Why.UNREADABLE]._replace(sampled=amount.sampled)
    return amount


def _is_adult(age: Amount) -> Truth:
    return UNKNOWN if age.interval is None else negate(age.interval.below(ADULT))


def _reasons(adult: Truth, age: Amount) -> tuple[Note, ...]:
    if adult is YES:
        return ()
    if adult is NO:
        return (Note("child"),)
    if age.interval is not None and None not in age.interval[:2]:
        return (Note("age_between", _shown(age.interval)),)
    return (Note("age_unknown", {} if age.why is None else {"why": str(age.why)}),)


def _result(creatinine: Amount, age: Amount, sex: Code, stated: StatedRate) -> dict[str, Any]:
    """value, or by_sex; by_2009: the same by that equation; reported: as stated."""
    result: dict[str, Any] = {}
    if _is_computable(creatinine, age):
        result = _computed(CKD_EPI_2021, creatinine, age, sex)
        if stated.interval is not None and stated.equation != "2021":
            result["by_2009"] = _computed(CKD_EPI_2009, creatinine, age, sex)
    if stated.interval is not None:
        result["reported"] = stated.as_dict()
    return result


def _is_computable(creatinine: Amount, age: Amount) -> bool:
    has_age = age.interval is not None and None not in age.interval[:2]
    return creatinine.interval is not None and has_age and _is_adult(age) is YES


def _computed(equation: Equation, creatinine: Amount, age: Amount, sex: Code) -> dict[str, Any]:
    assert creatinine.interval is not None
    assert age.interval is not None
    sexes = (sex.code,) if sex.code in SEXES else SEXES
    found = {
        each: _shown(rates(equation, creatinine.interval, age.interval, each)) for each in sexes
    }
    if len(found) == 1:
        return {**found[sexes[0]], "unit": UNIT}
    return {"by_sex": found, "unit": UNIT}


def _shown(known: Interval) -> dict[str, Any]:
    """low and high: what is possible, where it is bounded on both sides and not exact."""
    if known.exact is not None or known.low is None or known.high is None:
        return dict(known.shown())
    return {"low": plain(known.low), "high": plain(known.high)}


def _criteria(adult: Truth, creatinine: Amount, age: Amount, sex: Code) -> tuple[Criterion, ...]:
    """Whether the equation has what it needs."""
    years = {} if age.interval is None else _shown(age.interval)
    why = {} if age.why is None else {"why": str(age.why)}
    has_creatinine = UNKNOWN if creatinine.interval is None else YES
    return (
        Criterion("adult", adult, {**years, "limit": ADULT, "limit_from": EQUATION, **why}),
        criterion("creatinine", creatinine, Judgement(has_creatinine), units.CREATININE),
        _sex_criterion(sex),
    )


def _sex_criterion(sex: Code) -> Criterion:
    """Another sex is not one that the equation knows."""
    if sex.code is None:
        return Criterion("sex", UNKNOWN, {"why": str(sex.why)})
    return Criterion("sex", truth(sex.code in SEXES), {"value": sex.code})


def _missing(creatinine: Amount, age: Amount, sex: Code, stated: StatedRate) -> tuple[Missing, ...]:
    """What there is no value without, all of it together; then what would leave one value.

    age: as recorded.
    """
    lacking: dict[Field[Any], Amount] = {}
    if creatinine.interval is None:
        lacking[CREATININE] = creatinine
    if not is_exact(age):
        lacking[AGE] = age
    missing = list(lacking_together(lacking))
    if sex.code is None:
        missing.append(Missing(SEX, {}, lack_of_value(sex.why), why=sex.why))
    return (*missing, *_missing_equation(stated))


def _missing_equation(stated: StatedRate) -> tuple[Missing, ...]:
    is_named = stated.equation != UNKNOWN_EQUATION and not stated.is_clearance
    return () if stated.interval is None or is_named else (Missing(STATED, needs="equation"),)


def _caveats(facts: Facts, creatinine: Amount, age: Amount, sex: Code) -> tuple[Note, ...]:
    stated = facts[STATED]
    notes: list[Note] = []
    if _is_computable(creatinine, age):
        named = (("creatinine", creatinine), ("age", age))
        notes += [Note("approximate", {"value": n}) for n, cell in named if cell.is_approximate]
        notes += [Note("other_sex")] if _sex_criterion(sex).answer is NO else []
        notes += _at_diagnosis(facts[DIAGNOSED].period, creatinine.sampled)
        notes += _before(facts, "computed", creatinine.sampled)
    if stated.interval is not None:
        notes += [Note("approximate", {"value": "reported"})] if stated.is_approximate else []
        notes += [Note("clearance")] if stated.is_clearance else []
        notes += [Note("without_surface")] if stated.unit != UNIT else []
        notes += _before(facts, "reported", stated.sampled)
    return tuple(notes)


def _at_diagnosis(diagnosed: Period | None, sampled: Period | None) -> list[Note]:
    """Without both dates the age at the sample is not known."""
    return [Note("age_at_diagnosis")] if None in (diagnosed, sampled) else []


def _before(facts: Facts, which: str, sampled: Period | None) -> list[Note]:
    codes = {YES: "before_operation", UNKNOWN: "perhaps_before_operation"}
    code = codes.get(before_nephrectomy(facts, sampled))
    return [] if code is None else [Note(code, {"value": which})]


READS = (CREATININE, AGE, SEX, DIAGNOSED, STATED, *NEPHRECTOMY_READS)
LIMITS = (Limit("adult", ADULT, "", EQUATION),)
EXAMPLE = {
    "presentation": {"sex": "female", "age_at_diagnosis": 55, "date_of_diagnosis": "2026-01-20"},
    "labs": [
        {
            "date": "2026-01-20",
            "creatinine": {"value": Decimal("0.9"), "unit": "mg/dL"},
            "egfr": {"value": 72, "unit": "mL/min/1.73m2", "equation": "2009"},
        }
    ],
}
RULE = Rule(KEY, VERSION, evaluate, READS, LIMITS, EXAMPLE)
