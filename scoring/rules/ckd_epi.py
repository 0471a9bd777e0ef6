"""Filtration rate by the equations of CKD-EPI, in mL/min/1.73 m2, for adults.

2021: Inker et al., N Engl J Med 2021;385:1737-49. 2009: Levey et al., Ann Intern Med
2009;150:604-12, without its factor for race. Creatinine in umol/L, age in years. The only floats
of the rules: powers, of numbers that are exact until then.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from scoring.values.interval import EXACT, Interval
from scoring.values.units import CREATININE

UNIT = "mL/min/1.73m2"
PLACES = Decimal("0.001")
MG_PER_DL = CREATININE.factors["mg/dl"]
KAPPA = {"female": Decimal("0.7"), "male": Decimal("0.9")}  # mg/dL, where the slope changes
SEXES = tuple(KAPPA)


class Equation(NamedTuple):
    """alpha: the exponent below kappa, by sex; exponent: that above it."""

    factor: float
    alpha: Mapping[str, float]
    exponent: float
    per_year: float
    if_female: float


CKD_EPI_2021 = Equation(142, {"female": -0.241, "male": -0.302}, -1.200, 0.9938, 1.012)
CKD_EPI_2009 = Equation(141, {"female": -0.329, "male": -0.411}, -1.209, 0.993, 1.018)


def rate(equation: Equation, creatinine: Decimal, age: Decimal, sex: str) -> Decimal:
    """creatinine: above zero. To three places."""
    share = float(EXACT.divide(creatinine, EXACT.multiply(MG_PER_DL, KAPPA[sex])))
    found = equation.factor * min(share, 1) ** equation.alpha[sex]
    found *= max(share, 1) ** equation.exponent * equation.per_year ** float(age)
    if sex == "female":
        found *= equation.if_female
    return Decimal(found).quantize(PLACES)


def rates(equation: Equation, creatinine: Interval, age: Interval, sex: str) -> Interval:
    """Every rate that creatinine and age leave possible: the higher, the lower. age: bounded."""
    assert age.low is not None
    assert age.high is not None
    low, high = (
        None if bound is None else rate(equation, bound, years, sex)
        for bound, years in ((creatinine.high, age.high), (creatinine.low, age.low))
    )
    return Interval(low, high, creatinine.high_open, creatinine.low_open)
