"""A filtration rate as a source states it: number, unit, equation and name, none changed."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from scoring.rules.ckd_epi import UNIT
from scoring.values.cells import Why, amount
from scoring.values.fields import Field, Row, newest
from scoring.values.interval import Interval
from scoring.values.periods import Period
from scoring.values.units import STATED_RATE, spelled

EQUATIONS = ("2009", "2021")
UNKNOWN_EQUATION = "unknown"
UNITS = {spelled(unit): unit for unit in (UNIT, "ml/min")}
CLEARANCES = ("clearance", "clairance")  # as sources write it, in English and in French


class StatedRate(NamedTuple):
    """interval: None when none is stated. is_clearance: the source calls it a clearance.

    sampled: the date of the row it stands in.
    """

    interval: Interval | None
    unit: str = ""
    equation: str = UNKNOWN_EQUATION
    is_clearance: bool = False
    is_approximate: bool = False
    why: Why | None = None
    sampled: Period | None = None

    def as_dict(self) -> dict[str, Any]:
        """As `reported` of a card."""
        assert self.interval is not None
        called = {"called": "clearance"} if self.is_clearance else {}
        return {
            **self.interval.shown(),
            "unit": self.unit,
            "equation": self.equation,
            **called,
        }


_read_amount = amount(STATED_RATE)


def _cell(raw: Any) -> StatedRate:
    cell = _read_amount(raw)
    if cell.interval is None:
        return StatedRate(None, why=cell.why or Why.UNANSWERED)
    assert isinstance(raw, Mapping)  # else there is no unit, and no number in it
    equation, source = raw.get("equation"), str(raw.get("source", "")).lower()
    return StatedRate(
        cell.interval,
        UNITS[spelled(raw["unit"])],
        equation if equation in EQUATIONS else UNKNOWN_EQUATION,
        any(word in source for word in CLEARANCES),
        cell.is_approximate,
    )


def _stated(rows: Sequence[Row]) -> StatedRate:
    cell, row = newest(rows, "egfr", _cell)
    return cell if row is None else cell._replace(sampled=row.dated)


STATED = Field("labs.egfr", _stated)
