"""Measurements: a number as typed with its unit, comparator and the laboratory's limits.

A unit is never guessed: a number that is impossible in its unit is refused, and the unit in which
it would be possible is offered.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.values.base import Kind
from cases.values.measures import Measure
from cases.values.simple import SHOWN_LENGTH, check_number, parse_number, plainly

COMPARATORS = (">", "<", "~", ">=", "<=")
_ONE_SIGN = {"≥": ">=", "≤": "<="}
_NUMBER_AND_REST = re.compile(r"(?P<number>-?[0-9][0-9.,]*)(?P<blank>\s*)(?P<rest>.*)", re.DOTALL)


class Result(TextChoices):
    """What a laboratory says without a number."""

    NORMAL = "normal", gettext_lazy("normal")
    LOW = "low", gettext_lazy("low")
    HIGH = "high", gettext_lazy("high")


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
                checked[limit] = self._check_limit(limit, value[limit])
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

    def _check_limit(self, which: str, limit: Any) -> dict[str, Any]:
        """A refusal says that it is about the limit, not the value beside it."""
        if not isinstance(limit, Mapping) or set(limit) - {"value", "unit"} or "value" not in limit:
            raise ValidationError(_("A limit has a value and a unit, no more."))
        try:
            return self._check_quantity(limit, low=Decimal(0))
        except ValidationError as error:
            texts = {"lower": _("Lower limit: %s"), "upper": _("Upper limit: %s")}
            raise ValidationError(texts[which] % " ".join(error.messages)) from None

    def read_value(self, typed: Mapping[str, str]) -> dict[str, Any] | None:
        read = self._read_quantity(typed)
        unit = read.get("unit") or self._chosen_unit(typed)
        for limit in ("lower", "upper"):
            if text := typed.get(limit, "").strip():
                number, written = _split_unit(text, self.measure)
                unit_of_limit = written or typed.get(f"{limit}_unit") or unit
                read[limit] = {"value": parse_number(number), "unit": unit_of_limit}
        words = {key: typed[key] for key in ("result", "equation") if typed.get(key)}
        return read | words or None

    def _read_quantity(self, typed: Mapping[str, str]) -> dict[str, Any]:
        """Comparator, number and unit; all three may stand in the number's box."""
        sign, text = _split_comparator(typed.get("value", "").strip())
        chosen = typed.get("comparator", "")
        if chosen and sign and chosen != sign:
            raise ValidationError(_("Two signs before the number: leave one of them."))
        read: dict[str, Any] = {}
        if comparator := chosen or sign:
            read["comparator"] = comparator
        if text:
            number, written = _split_unit(text, self.measure)
            read["value"] = parse_number(number)
            read["unit"] = self._agreed_unit(written, self._chosen_unit(typed))
        return read

    def _agreed_unit(self, written: str, chosen: str) -> str:
        """The unit behind the number and the one of the list, of which one is enough."""
        if not (written and chosen):
            return written or chosen
        behind, listed = self.measure.unit(written), self.measure.unit(chosen)
        if behind != listed:
            raise ValidationError(
                _("Two units: %(written)s is typed, %(chosen)s is chosen. Leave one of them.")
                % {"written": behind, "chosen": listed}
            )
        return listed.key

    def _chosen_unit(self, typed: Mapping[str, str]) -> str:
        """The chosen unit, or the only one there is; empty when nothing was chosen."""
        units = self.measure.units
        return typed.get("unit") or (units[0].key if len(units) == 1 else "")

    def question(self, value: Mapping[str, Any], stored: Mapping[str, Any] | None) -> str:
        """Outside the usual bounds, or a stored number under another unit."""
        if "value" not in value:
            return ""
        of_unit = ""
        if stored and "value" in stored:
            of_unit = self.measure.question_of_unit(value, stored)
        return of_unit or self.measure.question_of(value)

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


def _split_comparator(text: str) -> tuple[str, str]:
    """("<", "0.1") from "< 0.1": laboratories print it before the number."""
    match = re.match(r"(>=|<=|[><~≥≤])", text)
    if not match:
        return "", text
    return _ONE_SIGN.get(match.group(), match.group()), text[match.end() :].strip()


def _split_unit(text: str, measure: Measure) -> tuple[str, str]:
    """("120", "g/L") from "120 g/L"; what follows without a blank is a unit only if known here."""
    match = _NUMBER_AND_REST.fullmatch(text)
    if not match or not match["rest"]:
        return text, ""
    unit = measure.find_unit(match["rest"])
    if unit is None and not match["blank"]:
        return text, ""
    return match["number"], unit.key if unit else match["rest"]


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
