"""Total calcium and the albumin that corrects it, in mmol/L and g/L.

Payne et al., Br Med J 1973;4:643-6: calcium + 0.02 x (40 - albumin), computed in SI units whatever
was typed, and not rounded. Without albumin nothing is corrected: its mean is never assumed.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from scoring.rules.base import Note
from scoring.values import units
from scoring.values.cells import NO_CODE, Amount, Code, Why, amount
from scoring.values.fields import Field, Row, measured, newest
from scoring.values.interval import Interval

CALCIUM = measured("labs.calcium", units.CALCIUM)
ALBUMIN = measured("labs.albumin", units.ALBUMIN, (CALCIUM.name, units.CALCIUM))
UNITS = {units.spelled(unit): unit for unit in ("mmol/L", "mg/dL")}

MEAN_ALBUMIN = Decimal(40)  # g/L
CALCIUM_PER_ALBUMIN = Decimal("0.02")  # mmol/L for each g/L that albumin is below its mean
NOT_CORRECTED = "calcium_not_corrected"


def _unit(rows: Sequence[Row]) -> Code:
    """Of the row whose calcium counts; unknown where no number does."""
    cell, row = newest(rows, CALCIUM.name, amount(units.CALCIUM))
    raw = row.values[CALCIUM.name] if row is not None and cell.interval is not None else None
    if not isinstance(raw, Mapping):
        return NO_CODE[Why.UNANSWERED]
    return Code(UNITS[units.spelled(raw["unit"])])


UNIT_TYPED = Field("labs.calcium", _unit)


def correct(calcium: Interval, albumin: Interval) -> Interval:
    """Every corrected calcium that the two leave possible."""
    mean = Interval(MEAN_ALBUMIN, MEAN_ALBUMIN)
    return calcium.minus(albumin.minus(mean).times(CALCIUM_PER_ALBUMIN))


def of_other_days(calcium: Amount, albumin: Amount) -> tuple[Note, ...]:
    """A caveat unless the two are known to be of one day: one row, or rows of one full date."""
    days = {cell.sampled for cell in (calcium, albumin)}
    is_one_day = len(days) == 1 and all(day and day.first == day.last for day in days)
    if albumin.is_beside or is_one_day:
        return ()
    said = [cell.sampled.text() if cell.sampled else None for cell in (calcium, albumin)]
    return (Note("albumin_of_other_day", {"calcium": said[0], "albumin": said[1]}),)
