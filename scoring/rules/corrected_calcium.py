"""Total calcium corrected for albumin, in mmol/L; also in the unit in which it was typed.

Payne et al., Br Med J 1973;4:643-6; the formula is in `calcium`. Without a number for both there
is no result: a mean albumin is never assumed. Compared with the laboratory's own limits, strictly;
without them above and below stay unknown.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from scoring.rules.base import Card, Criterion, Missing, Note, Rule
from scoring.rules.calcium import ALBUMIN, CALCIUM, UNIT_TYPED, correct, of_other_days
from scoring.rules.factors import is_exact, lacking_together
from scoring.rules.limits import ABOVE, BELOW, criterion, judge
from scoring.values import units
from scoring.values.cells import Amount, Why
from scoring.values.fields import Facts
from scoring.values.interval import EXACT, Interval, plain
from scoring.values.truth import UNKNOWN

KEY, VERSION = "corrected_calcium", "1"
CITATION = "Payne et al., Br Med J 1973;4:643-6"
UNIT = units.CALCIUM.canonical
PLACES = Decimal("0.000001")  # of a number in another unit, where it may have no end


def evaluate(facts: Facts) -> Card:
    calcium, albumin = facts[CALCIUM], facts[ALBUMIN]
    corrected = _corrected(calcium, albumin)
    criteria = _criteria(calcium, corrected)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability="applicable",
        result=_result(facts, calcium, corrected),
        criteria=criteria,
        missing=_missing(calcium, albumin, corrected, criteria),
        caveats=_caveats(calcium, albumin) if corrected.interval else (),
        citation=CITATION,
    )


def _corrected(calcium: Amount, albumin: Amount) -> Amount:
    """With the limits of calcium; without an interval where nothing bounds the result."""
    result = calcium._replace(interval=None, result=None, why=_why_not(calcium, albumin))
    if calcium.interval is None or albumin.interval is None:
        return result
    interval = correct(calcium.interval, albumin.interval)
    return result._replace(interval=interval) if interval.shown() else result


def _why_not(calcium: Amount, albumin: Amount) -> Why | None:
    """Of the first of the two that is no number; none for a result in words."""
    return next((each.why for each in (calcium, albumin) if each.interval is None), None)


def _result(facts: Facts, calcium: Amount, corrected: Amount) -> dict[str, Any]:
    """value: corrected; uncorrected: as measured; as_typed: both and the limits, for reading."""
    result: dict[str, Any] = {}
    if corrected.interval is not None:
        result = {**corrected.interval.shown(), "unit": UNIT}
    if calcium.interval is not None:
        result["uncorrected"] = {**calcium.interval.shown(), "unit": UNIT}
    elif calcium.result is not None:
        result["uncorrected"] = {"result": calcium.result}
    unit = facts[UNIT_TYPED].code
    if unit is not None:
        result["as_typed"] = {"unit": unit, **_in_unit(unit, calcium, corrected)}
    return result


def _in_unit(unit: str, calcium: Amount, corrected: Amount) -> dict[str, Any]:
    """Numbers that were typed come out as they were typed."""
    factor = units.CALCIUM.factors[units.spelled(unit)]
    values = _shown(corrected.interval, factor)
    values["uncorrected"] = _shown(calcium.interval, factor)
    for name, limit in (("lower", calcium.lower), ("upper", calcium.upper)):
        if limit is not None:
            values[name] = _divided(limit, factor)
    return values


def _shown(interval: Interval | None, factor: Decimal) -> dict[str, Any]:
    shown: dict[str, Any] = {} if interval is None else dict(interval.shown())
    return shown | {"value": _divided(shown["value"], factor)} if shown else {}


def _divided(number: Decimal, factor: Decimal) -> Decimal:
    return plain(EXACT.divide(number, factor).quantize(PLACES, context=EXACT))


def _criteria(calcium: Amount, corrected: Amount) -> tuple[Criterion, ...]:
    sides = (("above_upper", ABOVE, calcium.upper), ("below_lower", BELOW, calcium.lower))
    return tuple(
        criterion(key, corrected, judge(corrected, side, limit), units.CALCIUM)
        for key, side, limit in sides
    )


def _missing(
    calcium: Amount, albumin: Amount, corrected: Amount, criteria: Sequence[Criterion]
) -> tuple[Missing, ...]:
    """What the formula lacks, all of it together; then the laboratory's limits."""
    if Why.NOT_APPLICABLE in (calcium.why, albumin.why):
        return ()
    needed = corrected.interval is None or any(_is_open(each) for each in criteria)
    cells = {CALCIUM: calcium, ALBUMIN: albumin}
    lacking = {field: cell for field, cell in cells.items() if needed and not is_exact(cell)}
    missing = lacking_together(lacking)
    if corrected.interval is not None and None in (calcium.lower, calcium.upper):
        return (*missing, Missing(CALCIUM, needs="limit"))
    return missing


def _is_open(criterion: Criterion) -> bool:
    """A limit is there, and the number does not decide."""
    return criterion.answer is UNKNOWN and "limit" in criterion.values


def _caveats(calcium: Amount, albumin: Amount) -> tuple[Note, ...]:
    named = (("calcium", calcium), ("albumin", albumin))
    rough = [Note("approximate", {"value": name}) for name, cell in named if cell.is_approximate]
    return (*rough, *of_other_days(calcium, albumin))


READS = (CALCIUM, UNIT_TYPED, ALBUMIN)
EXAMPLE = {
    "labs": [
        {
            "date": "2026-01-20",
            "calcium": {
                "value": Decimal("9.5"),
                "unit": "mg/dL",
                "lower": {"value": Decimal("8.5"), "unit": "mg/dL"},
                "upper": {"value": Decimal("10.2"), "unit": "mg/dL"},
            },
            "albumin": {"value": 30, "unit": "g/L"},
        }
    ]
}
RULE = Rule(KEY, VERSION, evaluate, READS, example=EXAMPLE)
