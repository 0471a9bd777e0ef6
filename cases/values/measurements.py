"""Measurements: a number as typed with its unit, comparator and the laboratory's limits.

Bounds are entry checks, wide enough for any living patient; they are not reference ranges. A unit
is never guessed: a number that is impossible in its unit is refused, and the unit in which it
would be possible is offered.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.values.base import Kind
from cases.values.simple import SHOWN_LENGTH, check_number, parse_number, plainly

COMPARATORS = (">", "<", "~", ">=", "<=")


class Result(TextChoices):
    """What a laboratory says without a number."""

    NORMAL = "normal", gettext_lazy("normal")
    LOW = "low", gettext_lazy("low")
    HIGH = "high", gettext_lazy("high")


@dataclass(frozen=True)
class Unit:
    """factor: canonical = typed x factor. aliases: other spellings accepted in files."""

    key: str
    factor: Decimal
    label: str = ""
    aliases: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.label or self.key


@dataclass(frozen=True)
class Measure:
    """What is measured: its units (the first is canonical) and hard bounds in that unit.

    has_comparator: the page offers a list for > < ~; elsewhere it is typed before the number.
    """

    units: tuple[Unit, ...]
    low: Decimal
    high: Decimal
    has_limits: bool = False
    has_comparator: bool = False
    has_equation: bool = False
    has_number: bool = True

    def unit(self, key: Any) -> Unit:
        """The unit of a key, label or alias; ValidationError naming the possible ones."""
        spelling = _spelling(str(key))
        for unit in self.units:
            if spelling in {_spelling(known) for known in (unit.key, str(unit), *unit.aliases)}:
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


class Equation(TextChoices):
    """Which CKD-EPI equation an estimated filtration rate comes from."""

    CKD_EPI_2009 = "2009", gettext_lazy("CKD-EPI 2009")
    CKD_EPI_2021 = "2021", gettext_lazy("CKD-EPI 2021")
    UNKNOWN = "unknown", gettext_lazy("not stated")


class Measurement(Kind):
    """A measured value. Stored and written as an object; empty when nothing was measured."""

    name = "measurement"
    has_simple_value = False

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        keys = ["comparator", "value", "unit"] if measure.has_number else []
        keys += ["result"] if measure.has_limits else []
        keys += ["lower", "upper"] if measure.has_limits and measure.has_number else []
        keys += ["equation"] if measure.has_equation else []
        self.inner_keys = tuple(keys)

    def check_value(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, Mapping):
            raise ValidationError(_("This must be an object with a value and a unit."))
        self._refuse_unknown_keys(value)
        checked: dict[str, Any] = {}
        if "comparator" in value:
            checked["comparator"] = _one_of(value["comparator"], COMPARATORS)
        if "value" in value:
            checked |= self._check_quantity(value)
        elif {"comparator", "unit", "equation"} & set(value):
            raise ValidationError(_("The number is missing."))
        if "result" in value:
            checked["result"] = _one_of(value["result"], Result.values)
        for limit in ("lower", "upper"):
            if limit in value:
                checked[limit] = self._check_limit(value[limit])
        _refuse_crossed_limits(self.measure, checked)
        if "equation" in value:
            checked["equation"] = _one_of(value["equation"], Equation.values)
        return checked

    def _check_quantity(
        self, value: Mapping[str, Any], low: Decimal | None = None
    ) -> dict[str, Any]:
        """low: a laboratory's own lower limit may be 0 where no patient's value can."""
        number = check_number(value["value"])
        unit = self.measure.unit(value.get("unit", ""))
        if number != low:
            self.measure.refuse_impossible(number, unit)
        return {"value": number, "unit": unit.key}

    def _check_limit(self, limit: Any) -> dict[str, Any]:
        if not isinstance(limit, Mapping) or set(limit) - {"value", "unit"} or "value" not in limit:
            raise ValidationError(_("A limit has a value and a unit, no more."))
        return self._check_quantity(limit, low=Decimal(0))

    def read_value(self, typed: Mapping[str, str]) -> dict[str, Any] | None:
        read = self._read_quantity(typed)
        for limit in ("lower", "upper"):
            if typed.get(limit, "").strip():
                unit = typed.get(f"{limit}_unit") or self._read_unit(typed)
                read[limit] = {"value": parse_number(typed[limit]), "unit": unit}
        words = {key: typed[key] for key in ("result", "equation") if typed.get(key)}
        return read | words or None

    def _read_quantity(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """Comparator, number and unit; the comparator may stand in the number's box."""
        written, text = _split_comparator(typed.get("value", "").strip())
        chosen = typed.get("comparator", "")
        if chosen and written and chosen != written:
            raise ValidationError(_("Two signs before the number: leave one of them."))
        read: dict[str, Any] = {}
        if comparator := chosen or written:
            read["comparator"] = comparator
        if text:
            read |= {"value": parse_number(text), "unit": self._read_unit(typed)}
        return read

    def _read_unit(self, typed: Mapping[str, str]) -> str:
        """The chosen unit, or the only one there is; empty when nothing was chosen."""
        units = self.measure.units
        return typed.get("unit") or (units[0].key if len(units) == 1 else "")

    def type_value(self, value: Mapping[str, Any]) -> dict[str, str]:
        typed = {key: str(value[key]) for key in self.inner_keys if key in value}
        if "value" in value:
            typed["value"] = plainly(value["value"])
        if "comparator" in value and not self.measure.has_comparator:
            typed["value"] = f"{value['comparator']} {typed['value']}"
        for limit in ("lower", "upper"):
            if limit in value:
                typed[limit] = plainly(value[limit]["value"])
                typed[f"{limit}_unit"] = value[limit]["unit"]
        return typed

    def value_to_document(self, value: Mapping[str, Any]) -> dict[str, Any]:
        document = {key: value[key] for key in self.inner_keys if key in value}
        for limit in ("lower", "upper"):
            if limit in document:
                document[limit] = {key: document[limit][key] for key in ("value", "unit")}
        return document

    def value_schema(self) -> dict[str, Any]:
        spellings = [key for unit in self.measure.units for key in (unit.key, *unit.aliases)]
        quantity = {"value": {"type": "number"}, "unit": {"enum": spellings}}
        limit = {"type": "object", "properties": quantity, "required": ["value", "unit"]}
        schemas = quantity | {
            "comparator": {"enum": list(COMPARATORS)},
            "result": {"enum": Result.values},
            "lower": limit | {"additionalProperties": False},
            "upper": limit | {"additionalProperties": False},
            "equation": {"enum": Equation.values},
        }
        return {
            "type": "object",
            "properties": {key: schemas[key] for key in self.inner_keys},
            "additionalProperties": False,
        }

    def display(self, value: Mapping[str, Any]) -> str:
        parts = []
        if "result" in value:
            parts.append(str(Result(value["result"]).label))
        if "value" in value:
            unit = self.measure.unit(value["unit"])
            parts.append(f"{value.get('comparator', '')}{plainly(value['value'])} {unit}".strip())
        return ", ".join(parts)


def _spelling(unit: str) -> str:
    """Case and the two characters for micro make no difference: g/dl is g/dL."""
    return unit.casefold().replace("\u00b5", "u").replace("\u03bc", "u").replace(" ", "")


def _split_comparator(text: str) -> tuple[str, str]:
    """("<", "0.1") from "< 0.1": laboratories print it before the number."""
    match = re.match(r"(>=|<=|>|<|~)", text)
    return (match.group(), text[match.end() :].strip()) if match else ("", text)


def _one_of(value: Any, known: Any) -> str:
    if value not in known:
        raise ValidationError(
            _("“%(value)s” is not known here. Possible: %(known)s.")
            % {"value": str(value)[:SHOWN_LENGTH], "known": ", ".join(known)}
        )
    return str(value)


def _refuse_crossed_limits(measure: Measure, checked: Mapping[str, Any]) -> None:
    if "lower" not in checked or "upper" not in checked:
        return
    lower, upper = (
        checked[limit]["value"] * measure.unit(checked[limit]["unit"]).factor
        for limit in ("lower", "upper")
    )
    if lower > upper:
        raise ValidationError(_("The lower limit lies above the upper limit."))


def _rounded(number: Decimal) -> str:
    """At most one decimal: precise enough to recognise a value typed in another unit."""
    return format(number.quantize(Decimal("0.1")), "f")


def _measure(units: str, low: str, high: str, **options: bool) -> Measure:
    """units: 'key:factor:label:alias|alias', comma-separated, canonical first."""
    parsed = []
    for part in units.split(","):
        key, factor, label, aliases = [*part.split(":"), "", "", ""][:4]
        others = tuple(alias for alias in aliases.split("|") if alias)
        parsed.append(Unit(key, Decimal(factor or "1"), label, others))
    return Measure(tuple(parsed), Decimal(low), Decimal(high), **options)


_COUNT = (
    "10^9/L::10⁹/L:x10^9/L|10*9/L,10^3/uL:1:10³/µL:10^3/microL|10^3/µL|x10^3/uL,"
    "/uL:0.001:/µL:/microL|/mm3|/mm³|cells/uL"
)

# Sources of the factors: molar masses (calcium 40.078, creatinine 113.12, bilirubin 584.66) and
# the monomeric haemoglobin factor 1.6114 g/dL per mmol/L.
MEASURES: dict[str, Measure] = {
    "length": _measure("cm,mm:0.1", "0.1", "60"),
    "short_axis": _measure("mm,cm:10", "1", "150"),
    "duration": _measure("month::months", "0", "1200", has_comparator=True),
    "weight": _measure("kg,lb:0.45359237", "0", "150", has_comparator=True),
    "blood_loss": _measure("mL::mL:ml", "0", "50000", has_comparator=True),
    "margin": _measure("mm", "0", "200", has_comparator=True),
    "red_cells": _measure("unit::units", "0", "100"),
    "haemoglobin": _measure("g/dL,g/L:0.1,mmol/L:1.6114", "2.5", "26", has_limits=True),
    "calcium": _measure("mmol/L,mg/dL:0.2495", "0.5", "6.0", has_limits=True),
    "albumin": _measure("g/L,g/dL:10", "5", "80", has_limits=True),
    "ldh": _measure(
        "U/L::U/L:IU/L,ukat/L:60:µkat/L:microkat/L|µkat/L", "1", "100000", has_limits=True
    ),
    "enzyme": _measure(
        "U/L::U/L:IU/L,ukat/L:60:µkat/L:microkat/L|µkat/L", "0", "100000", has_limits=True
    ),
    "bilirubin": _measure(
        "umol/L::µmol/L:micromol/L|µmol/L,mg/dL:17.104", "0", "2000", has_limits=True
    ),
    "creatinine": _measure(
        "umol/L::µmol/L:micromol/L|µmol/L,mg/dL:88.42", "5", "3000", has_limits=True
    ),
    "egfr": _measure(
        "mL/min/1.73m2::mL/min/1.73 m²:ml/min/1.73m2|mL/min/1.73 m2|ml/min/1.73 m2|mL/min/1.73m²,"
        "ml/min::ml/min:mL/min",
        "0",
        "250",
        has_equation=True,
        has_comparator=True,
    ),
    "neutrophils": _measure(_COUNT, "0", "300", has_limits=True),
    "platelets": _measure(_COUNT, "1", "5000", has_limits=True),
    "hepatic_panel": Measure((), Decimal(0), Decimal(0), has_limits=True, has_number=False),
}
