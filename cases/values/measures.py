"""What can be measured, in which units, and between which bounds.

Bounds are entry checks, wide enough for any living patient; they are not reference ranges. Outside
the hard bounds a number is refused; outside the usual ones a page asks once, a file never.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.values.simple import SHOWN_LENGTH, Usual, plainly, question_outside

# Units that are words, by key; the others are symbols, the same in every language.
WORDED = {
    "month": gettext_lazy("months"),
    "day": gettext_lazy("days"),
    "unit": gettext_lazy("units"),
    "percent": gettext_lazy("percent"),
    "per 10 HPF": gettext_lazy("/10 HPF"),
    "per 50 HPF": gettext_lazy("/50 HPF"),
}


@dataclass(frozen=True)
class Unit:
    """factor: canonical = typed x factor. aliases: other spellings that are read.

    label: as files may spell it, in any language of the reader.
    """

    key: str
    factor: Decimal
    label: str = ""
    aliases: tuple[str, ...] = ()

    def __str__(self) -> str:
        return str(WORDED.get(self.key, self.label or self.key))

    def is_spelled(self, spelling: str) -> bool:
        """Whether the text is the unit's key, label or another spelling of it."""
        known = (self.key, self.label or self.key, str(self), *self.aliases)
        return _spelling(spelling) in {_spelling(each) for each in known}


@dataclass(frozen=True)
class Measure:
    """What is measured: its units (the first is canonical) and hard bounds in that unit.

    usual: bounds in the canonical unit outside which a page asks; None never asks.
    has_comparator: the page offers a list for > < ~; elsewhere it is typed before the number.
    is_convertible: False where each unit has a meaning of its own; the bounds then hold in each.
    """

    units: tuple[Unit, ...]
    low: Decimal
    high: Decimal
    usual: Usual | None = None
    has_limits: bool = False
    has_comparator: bool = False
    has_equation: bool = False
    has_number: bool = True
    is_convertible: bool = True

    def find_unit(self, spelling: str) -> Unit | None:
        """The unit of a key, label or alias."""
        return next((unit for unit in self.units if unit.is_spelled(spelling)), None)

    def unit(self, key: Any) -> Unit:
        """As `find_unit`; ValidationError naming the possible ones."""
        if unit := self.find_unit(str(key)):
            return unit
        possible = ", ".join(str(unit) for unit in self.units)
        if not key:
            raise ValidationError(_("Choose the unit: %(units)s.") % {"units": possible})
        raise ValidationError(
            _("“%(unit)s” is not a unit known here. Possible: %(units)s.")
            % {"unit": str(key)[:SHOWN_LENGTH], "units": possible}
        )

    def holds(self, number: Decimal, unit: Unit) -> bool:
        """Whether the number is possible in the unit."""
        return self.low <= number * unit.factor <= self.high

    def refuse_impossible(self, number: Decimal, unit: Unit) -> None:
        """Refuse an impossible number and say in which unit it would be possible."""
        if self.holds(number, unit):
            return
        for other in self.units:
            if self.holds(number, other):
                raise ValidationError(
                    _(
                        "%(number)s %(unit)s is not possible."
                        " Did you mean %(number)s %(other)s (%(converted)s %(unit)s)?"
                    )
                    % {
                        "number": number,
                        "unit": unit,
                        "other": other,
                        "converted": _rounded(number * other.factor / unit.factor),
                    }
                )
        raise ValidationError(
            _("%(number)s %(unit)s is not possible: from %(low)s to %(high)s %(unit)s.")
            % {
                "number": number,
                "unit": unit,
                "low": _rounded(self.low / unit.factor),
                "high": _rounded(self.high / unit.factor),
            }
        )

    def question_of(self, value: Mapping[str, Any]) -> str:
        """What to ask about a value outside the usual bounds; empty within them."""
        if self.usual is None:
            return ""
        unit = self.unit(value["unit"])
        low, high = (_shortly(bound, unit) for bound in self.usual)
        number = Decimal(value["value"]) * unit.factor
        return question_outside(number, self.usual, (low, high), _amount(value["value"], unit))

    def question_of_unit(self, value: Mapping[str, Any], stored: Mapping[str, Any]) -> str:
        """What to ask when a stored number is given another unit; empty when it is not."""
        unit, former = self.unit(value["unit"]), self.unit(stored["unit"])
        number = Decimal(value["value"])
        is_same = number == Decimal(stored["value"])
        if not is_same or unit == former:
            return ""
        words = {"former": _amount(stored["value"], former), "new": _amount(number, unit)}
        if not self.is_convertible:
            return _("%(former)s becomes %(new)s. Was the unit wrong?") % words
        if unit.factor == former.factor:
            return ""
        converted = f"{_rounded(number * former.factor / unit.factor).removesuffix('.0')} {unit}"
        return _(
            "%(former)s becomes %(new)s. Was the unit wrong?"
            " To convert it instead, write %(converted)s."
        ) % (words | {"converted": converted})


def _amount(number: Any, unit: Unit) -> str:
    return f"{plainly(number)} {unit}"


def _shortly(bound: Decimal, unit: Unit) -> str:
    """A bound in a unit, as people write it: 20 cm, 200 mm."""
    if unit.factor == 1:
        return _amount(bound, unit)
    return f"{_rounded(bound / unit.factor).removesuffix('.0')} {unit}"


def _spelling(unit: str) -> str:
    """Case, blanks and the two characters for micro make no difference: g/dl is g/dL."""
    plain = unit.casefold().replace("\u00b5", "u").replace("\u03bc", "u")
    return "".join(plain.split())


def _rounded(number: Decimal) -> str:
    """One decimal, or two digits below one: enough to recognise a value in another unit."""
    if 0 < abs(number) < 1:
        step = Decimal(1).scaleb(number.adjusted() - 1)
        return format(number.quantize(step).normalize(), "f")
    return format(number.quantize(Decimal("0.1")), "f")


def _measure(units: str, low: str, high: str, usual: str = "", **options: bool) -> Measure:
    """units: 'key:factor:label:alias|alias', comma-separated, canonical first.

    usual: 'low-high' in the canonical unit.
    """
    parsed = []
    for part in units.split(","):
        key, factor, label, aliases = [*part.split(":"), "", "", ""][:4]
        others = tuple(alias for alias in aliases.split("|") if alias)
        parsed.append(Unit(key, Decimal(factor or "1"), label, others))
    first, _dash, last = usual.partition("-")
    asks = (Decimal(first), Decimal(last)) if usual else None
    return Measure(tuple(parsed), Decimal(low), Decimal(high), asks, **options)


_COUNT = (
    "10^9/L::10⁹/L:x10^9/L|10*9/L|×10⁹/L|G/L,10^3/uL:1:10³/µL:10^3/microL|10^3/µL|x10^3/uL,"
    "/uL:0.001:/µL:/microL|/mm3|/mm³|cells/uL"
)
_ENZYME = "U/L::U/L:IU/L,ukat/L:60:µkat/L:microkat/L|µkat/L"
_MONTHS = "month::months:mo"
_DAYS = "day::days:d"
_MMHG = "mmHg"
_SIZE = "cm,mm:0.1"

# Sources of the factors: molar masses (calcium 40.078, creatinine 113.12, bilirubin 584.66) and
# the monomeric haemoglobin factor 1.6114 g/dL per mmol/L.
MEASURES: dict[str, Measure] = {
    "length": _measure(_SIZE, "0.1", "60", "1-20"),
    "short_axis": _measure("mm,cm:10", "1", "150", "3-60"),
    "duration": _measure(_MONTHS, "0", "1200", "0-240", has_comparator=True),
    "follow_up": _measure(_MONTHS, "0", "720", "0-240", has_comparator=True),
    "weight": _measure("kg,lb:0.45359237::lbs", "0", "150", "0-30", has_comparator=True),
    "body_weight": _measure("kg,lb:0.45359237::lbs", "2", "500", "35-180"),
    "height": _measure("cm,m:100", "30", "260", "130-210"),
    "systolic": _measure(_MMHG, "30", "350", "80-220"),
    "diastolic": _measure(_MMHG, "10", "250", "40-130"),
    "blood_loss": _measure("mL::mL:ml", "0", "50000", "0-10000", has_comparator=True),
    "margin": _measure("mm", "0", "200", "0-50", has_comparator=True),
    "red_cells": _measure("unit::units", "0", "100", "0-20"),
    "operation": _measure("min::min:minutes,h:60::hours", "1", "2880", "30-900"),
    "intensive_care": _measure(_DAYS, "0", "365", "0-30"),
    "hospital_stay": _measure(_DAYS, "0", "730", "0-60"),
    "mitoses": _measure(
        "per 10 HPF::/10 HPF:10 HPF,per 50 HPF::/50 HPF:50 HPF,per mm2::/mm²:/mm2|per mm²",
        "0",
        "1000",
        "0-100",
        is_convertible=False,
    ),
    "field_area": _measure("mm2::mm²", "0.05", "1", "0.15-0.35"),
    "percent": _measure("percent::percent:%", "0", "100", has_comparator=True),
    "specimen_weight": _measure("g,kg:1000", "1", "50000", "20-8000"),
    "dose": _measure("Gy", "0.1", "150", "8-80"),
    "haemoglobin": _measure("g/dL,g/L:0.1,mmol/L:1.6114", "2.5", "26", "6-19", has_limits=True),
    "calcium": _measure("mmol/L,mg/dL:0.2495", "0.5", "6.0", "1.6-3.8", has_limits=True),
    "albumin": _measure("g/L,g/dL:10", "5", "80", "15-55", has_limits=True),
    "ldh": _measure(_ENZYME, "1", "100000", "80-3000", has_limits=True),
    "enzyme": _measure(_ENZYME, "0", "100000", "3-3000", has_limits=True),
    "bilirubin": _measure(
        "umol/L::µmol/L:micromol/L|µmol/L,mg/dL:17.104", "0", "2000", "1-500", has_limits=True
    ),
    "creatinine": _measure(
        "umol/L::µmol/L:micromol/L|µmol/L,mg/dL:88.42", "5", "3000", "30-800", has_limits=True
    ),
    "egfr": _measure(
        "mL/min/1.73m2::mL/min/1.73 m²:ml/min/1.73m2|mL/min/1.73 m2|ml/min/1.73 m2|mL/min/1.73m²,"
        "ml/min::ml/min:mL/min",
        "0",
        "250",
        "10-130",
        has_equation=True,
        has_comparator=True,
    ),
    "neutrophils": _measure(_COUNT, "0", "300", "0.5-30", has_limits=True),
    "platelets": _measure(_COUNT, "1", "5000", "20-1000", has_limits=True),
    "hepatic_panel": Measure((), Decimal(0), Decimal(0), has_limits=True, has_number=False),
}
