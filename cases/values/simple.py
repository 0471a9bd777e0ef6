"""Kinds with one plain value: choices, numbers without a unit, text."""

import difflib
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.values.base import Kind, check_text

NUMBER = re.compile(r"-?[0-9]{1,18}([.,][0-9]{1,12})?", re.ASCII)
THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}", re.ASCII)
MAX_NUMBER_LENGTH = 10_000  # characters read at all; what is shown of a refusal is shorter
Usual = tuple[Decimal, Decimal]  # bounds that are included; outside them a page asks
SHOWN_LENGTH = 40  # characters of a refused entry that are repeated in the message


def parse_number(text: str) -> Decimal:
    """A number as typed: ASCII digits, decimal point or comma; the scale is kept (12.0)."""
    stripped = check_text(text, MAX_NUMBER_LENGTH).replace("\u00a0", " ")
    if THOUSANDS.fullmatch(stripped):
        raise ValidationError(
            _("“%(text)s” can be read in two ways. Write %(whole)s or %(fraction)s.")
            % {
                "text": stripped,
                "whole": stripped.replace(",", ""),
                "fraction": stripped.replace(",", "."),
            }
        )
    if not NUMBER.fullmatch(stripped):
        raise ValidationError(
            _("“%(text)s” is not a number. Write digits, such as 12 or 12.5.")
            % {"text": stripped[:SHOWN_LENGTH]}
        )
    return Decimal(stripped.replace(",", "."))


def check_number(value: Any) -> Decimal:
    """A finite number from a document, in plain notation."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValidationError(_("This must be a number."))
    number = Decimal(value)
    if not number.is_finite() or number.adjusted() > 17 or number.as_tuple().exponent < -12:  # type: ignore[operator]
        raise ValidationError(_("This number is not possible."))
    return Decimal(format(number if number else abs(number), "f"))  # the database has no -0


def plainly(number: Any) -> str:
    """Digits without an exponent, as a person would type them."""
    return format(Decimal(number), "f")


def question_outside(number: Decimal, usual: Usual, shown: tuple[str, str], value: str) -> str:
    """What to ask about a number outside its usual bounds; empty within them.

    shown: both bounds in words. value: the number in words.
    """
    low, high = usual
    if number > high:
        question = _("%(value)s is above %(bound)s. Is that right?")
        return question % {"value": value, "bound": shown[1]}
    if number < low:
        question = _("%(value)s is below %(bound)s. Is that right?")
        return question % {"value": value, "bound": shown[0]}
    return ""


def refuse_outside(number: Decimal, low: Decimal, high: Decimal) -> None:
    """Refuse a number outside the bounds, which are included."""
    if not low <= number <= high:
        raise ValidationError(
            _("%(number)s is not possible here: from %(low)s to %(high)s.")
            % {"number": number, "low": low, "high": high}
        )


class Choice(Kind):
    """One of a closed list of words. The name decides how it is entered: a list or a row."""

    def __init__(self, choices: type[TextChoices], name: str = "choice") -> None:
        self.choices = choices
        self.name = name

    def check_value(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.choices.values:
            raise ValidationError(self._refusal(value))
        return value

    def _refusal(self, value: Any) -> str:
        shown = str(value)[:SHOWN_LENGTH]
        near = difflib.get_close_matches(shown, self.choices.values, n=1)
        if near:
            return _("“%(value)s” is not known here. Did you mean %(near)s?") % {
                "value": shown,
                "near": near[0],
            }
        return _("“%(value)s” is not known here. Possible: %(known)s.") % {
            "value": shown,
            "known": ", ".join(self.choices.values),
        }

    def read_value(self, typed: Mapping[str, str]) -> str | None:
        return typed.get("value") or None

    def type_value(self, value: str) -> dict[str, str]:
        return {"value": value}

    def value_schema(self) -> dict[str, Any]:
        return {"enum": list(self.choices.values)}

    def display(self, value: str) -> str:
        return str(self.choices(value).label)

    def options(self) -> list[tuple[str, str | Promise]]:
        """(word, label) pairs in the order they are offered."""
        return list(self.choices.choices)


class ChoiceList(Choice):
    """Several of a closed list of words, stored in its order: their own has no meaning."""

    def __init__(self, choices: type[TextChoices]) -> None:
        super().__init__(choices, "choice_list")

    def check_value(self, value: Any) -> list[str]:  # type: ignore[override]
        if not isinstance(value, list) or not value:
            raise ValidationError(_("This must be a list with at least one entry."))
        chosen = [super(ChoiceList, self).check_value(item) for item in value]
        if len(set(chosen)) < len(chosen):
            raise ValidationError(_("An entry is named twice."))
        return sorted(chosen, key=self.choices.values.index)

    def read_value(self, typed: Mapping[str, Any]) -> list[str] | None:  # type: ignore[override]
        return [value for value in typed.get("values", ()) if value] or None

    def type_value(self, value: list[str]) -> dict[str, Any]:  # type: ignore[override]
        return {"values": value}

    def value_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": super().value_schema(), "uniqueItems": True}

    def display(self, value: list[str]) -> str:  # type: ignore[override]
        return ", ".join(super(ChoiceList, self).display(item) for item in value)


class Number(Kind):
    """A number whose unit is in its name. Bounds are entry checks and included.

    usual: bounds outside which a page asks; None never asks.
    """

    name = "number"

    def __init__(self, low: int, high: int, usual: tuple[int, int] | None = None) -> None:
        self.low, self.high = Decimal(low), Decimal(high)
        self.usual = (Decimal(usual[0]), Decimal(usual[1])) if usual else None

    def check_value(self, value: Any) -> Any:
        number = check_number(value)
        refuse_outside(number, self.low, self.high)
        return number

    def read_value(self, typed: Mapping[str, str]) -> Decimal | None:
        text = typed.get("value", "").strip()
        return parse_number(text) if text else None

    def type_value(self, value: Any) -> dict[str, str]:
        return {"value": plainly(value)}

    def value_schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": int(self.low), "maximum": int(self.high)}

    def display(self, value: Any) -> str:
        return plainly(value)

    def question(self, value: Any, stored: Any) -> str:
        """Outside the usual bounds."""
        if self.usual is None:
            return ""
        low, high = (plainly(bound) for bound in self.usual)
        return question_outside(Decimal(value), self.usual, (low, high), plainly(value))


class WholeNumber(Number):
    """A count; fractions are refused. `step` 10 for scales in tens."""

    name = "whole_number"

    def __init__(
        self, low: int, high: int, step: int = 1, usual: tuple[int, int] | None = None
    ) -> None:
        super().__init__(low, high, usual)
        self.step = step

    def check_value(self, value: Any) -> int:
        number = super().check_value(value)
        if number != number.to_integral_value():
            raise ValidationError(_("This must be a whole number."))
        if int(number) % self.step:
            raise ValidationError(
                _("Only multiples of %(step)s are on this scale.") % {"step": self.step}
            )
        return int(number)

    def value_to_document(self, value: Any) -> int:
        return int(value)

    def value_schema(self) -> dict[str, Any]:
        return super().value_schema() | {"type": "integer", "multipleOf": self.step}


class Text(Kind):
    """Free text. `max_length` in characters."""

    name = "text"

    def __init__(self, max_length: int = 10_000) -> None:
        self.max_length = max_length

    def check_value(self, value: Any) -> str:
        text = check_text(value, self.max_length)
        if not text:
            raise ValidationError(_("This text is empty; leave the field out instead."))
        return text

    def read_value(self, typed: Mapping[str, str]) -> str | None:
        return typed.get("value", "").replace("\r\n", "\n").strip() or None

    def type_value(self, value: str) -> dict[str, str]:
        return {"value": value}

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": self.max_length}

    def display(self, value: str) -> str:
        return value
