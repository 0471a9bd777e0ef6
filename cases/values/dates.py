"""Dates written with their precision: 2021, 2021-03 or 2021-03-05."""

import calendar
import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.values.base import Kind
from cases.values.simple import SHOWN_LENGTH

PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
# Written with points, the day comes first wherever this is done; with strokes it may not.
DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)
EARLIEST_YEAR = 1900  # nobody under care was examined before


def date_range(text: str) -> tuple[datetime.date, datetime.date]:
    """First and last day that a partial date can mean. ValueError when it is none."""
    match = PARTIAL.fullmatch(text)
    if not match:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    if day is None:
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
        return datetime.date(year, month, 1), datetime.date(year, month, last)
    return datetime.date(year, month, day), datetime.date(year, month, day)


class PartialDate(Kind):
    """A date in the past, to the day, month or year. Today is that of the active time zone."""

    name = "partial_date"

    def check_value(self, value: Any) -> str:
        try:
            first, _last = date_range(value if isinstance(value, str) else "")
        except ValueError:
            raise ValidationError(
                _("“%(value)s” is not a date. Write 2021, 2021-03 or 2021-03-05.")
                % {"value": str(value)[:SHOWN_LENGTH]}
            ) from None
        if first.year < EARLIEST_YEAR:
            raise ValidationError(_("This date lies before 1900."))
        if first > timezone.localdate():
            raise ValidationError(
                _("%(date)s lies in the future. Only what has happened is recorded here.")
                % {"date": value}
            )
        return str(value)

    def read_value(self, typed: Mapping[str, str]) -> str | None:
        text = typed.get("value", "").strip()
        if match := DAY_MONTH_YEAR.fullmatch(text):
            day, month, year = match.groups()
            return f"{year}-{int(month):02d}-{int(day):02d}"
        return text or None

    def type_value(self, value: str) -> dict[str, str]:
        return {"value": value}

    def value_schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}

    def display(self, value: str) -> str:
        first, last = date_range(value)
        if first == last:
            return date_format(first, "j M Y")
        return date_format(first, "M Y") if first.month == last.month else str(first.year)
