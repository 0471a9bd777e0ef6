"""Laboratory and bedside: a summary against its values, a filtration rate against its unit, two
scales of performance, smoking.

A value is abnormal beyond the limit of its own laboratory, or where that calls it low or high; the
number outweighs the word. Values in canonical units.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.rules.base import Criterion
from scoring.rules.consistency.check import (
    Side,
    both,
    contradiction,
    exceeds,
    is_word,
    measured,
    side,
)
from scoring.rules.factor_performance import ECOG, KPS, correspond
from scoring.values import units
from scoring.values.cells import Amount, Why, amount, code
from scoring.values.fields import Facts, Field, every, latest
from scoring.values.interval import EXACT, plain
from scoring.values.truth import NO, UNKNOWN, YES, Truth, negate, truth

SUMMARY = every("labs.summary_as_reported", code)
QUANTITIES: dict[str, units.Quantity] = {
    "haemoglobin": units.HAEMOGLOBIN,
    "neutrophils": units.CELLS,
    "platelets": units.CELLS,
    "calcium": units.CALCIUM,
    "albumin": units.ALBUMIN,
    "ldh": units.ENZYME,
    "creatinine": units.CREATININE,
    "alt": units.ENZYME,
    "ast": units.ENZYME,
    "ggt": units.ENZYME,
    "alp": units.ENZYME,
    "hepatic_panel": units.NUMBER,  # a result in words, never a number
}
ANALYTES = {
    every(f"labs.{name}", amount(quantity)): quantity for name, quantity in QUANTITIES.items()
}
PER_SURFACE = "1.73"  # square metres
SMOKING = latest("presentation.smoking_status", code)
PACK_YEARS = latest("presentation.pack_years", amount(units.NUMBER))


class Typed(NamedTuple):
    """A filtration rate as it was typed. unit: empty where there is none."""

    unit: str = ""
    equation: str = ""
    why: Why | None = None


def _typed(raw: Any) -> Typed:
    if raw is None:
        return Typed(why=Why.UNANSWERED)
    if not isinstance(raw, Mapping) or raw.get("value") is None:
        return Typed(why=Why.UNKNOWN)
    unit, equation = raw.get("unit"), raw.get("equation")
    return Typed(
        unit if isinstance(unit, str) else "", equation if isinstance(equation, str) else ""
    )


FILTRATION = latest("labs.egfr", _typed)
READS: tuple[Field[Any], ...] = (SUMMARY, *ANALYTES, FILTRATION, ECOG, KPS, SMOKING, PACK_YEARS)


def summary_and_values(facts: Facts) -> Criterion:
    """ "Normal" beside a value that is not, in one panel (T1). The value wins."""
    answers = [_panel(facts, row) for row in range(len(facts[SUMMARY]))]
    for answer in (YES, NO):
        for found, sides in answers:
            if found is answer:
                return contradiction("summary_and_values", answer, *sides)
    return contradiction("summary_and_values", UNKNOWN)


def _panel(facts: Facts, row: int) -> tuple[Truth, list[Side]]:
    summary = facts[SUMMARY][row]
    is_normal = is_word(summary, "normal")
    if is_normal is not YES:
        return is_normal, [side(SUMMARY, summary)]
    found = {field: _is_abnormal(facts[field][row]) for field in ANALYTES}
    shown = [
        _abnormal_side(field, facts[field][row]) for field, answer in found.items() if answer is YES
    ]
    answer = YES if shown else NO if NO in found.values() else UNKNOWN
    return answer, [side(SUMMARY, summary), *shown]


def _is_abnormal(found: Amount) -> Truth:
    """Beyond a limit; where its limits do not decide, as the laboratory calls it."""
    if _passed(found) is not None:
        return YES
    if _is_within(found):
        return NO
    return truth(found.result != "normal") if found.result else UNKNOWN


def _passed(found: Amount) -> Decimal | None:
    """The limit that the number is beyond."""
    known, lower, upper = found.interval, found.lower, found.upper
    if known is not None and lower is not None and known.below(lower) is YES:
        return lower
    if known is not None and upper is not None and known.above(upper) is YES:
        return upper
    return None


def _is_within(found: Amount) -> bool:
    known, lower, upper = found.interval, found.lower, found.upper
    if known is None or lower is None or upper is None:
        return False
    return known.below(lower) is known.above(upper) is NO


def _abnormal_side(field: Field[Any], found: Amount) -> Side:
    """With the limit that it is beyond, in the unit that the value is shown in."""
    quantity, passed = ANALYTES[field], _passed(found)
    shown = {"field": str(field), **measured(found, quantity)}
    if passed is None:
        return {**shown, "result": found.result}
    return {**shown, "limit": plain(EXACT.divide(passed, quantity.shown[1]))}


def filtration_and_unit(facts: Facts) -> Criterion:
    """An estimate of CKD-EPI is per 1.73 m2; in mL/min alone it is the unit of a clearance (T8)."""
    found = facts[FILTRATION]
    if not found.unit:
        why = {} if found.why is None else {"why": str(found.why)}
        return contradiction("filtration_and_unit", UNKNOWN, {"field": str(FILTRATION), **why})
    is_clearance = PER_SURFACE not in found.unit
    typed = {"field": str(FILTRATION), "unit_typed": found.unit, "equation": found.equation}
    return contradiction("filtration_and_unit", truth(is_clearance), typed)


def performance_scales(facts: Facts) -> Criterion:
    """ECOG and Karnofsky that do not correspond."""
    ecog, kps = facts[ECOG], facts[KPS]
    answer = negate(correspond(ecog, kps))
    return contradiction("performance_scales", answer, side(ECOG, ecog), side(KPS, kps))


def never_smoked(facts: Facts) -> Criterion:
    """Never a smoker, with pack-years."""
    status, years = facts[SMOKING], facts[PACK_YEARS]
    sides = (side(SMOKING, status), side(PACK_YEARS, years))
    return both("never_smoked", is_word(status, "never"), exceeds(years, Decimal(0)), *sides)


CHECKS = (summary_and_values, filtration_and_unit, performance_scales, never_smoked)
