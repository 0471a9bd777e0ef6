"""For which meeting a case is to be ready."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIRST_YEAR, LAST_YEAR = 2000, 2100  # of a meeting; no board that uses this met before


class MeetingForm(forms.Form):
    """The day of the meeting; empty means today."""

    on = forms.DateField(
        label=gettext_lazy("For the meeting on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is no day. Write it as 2026-12-04.")},
    )

    def __init__(self, data: Any, *, today: datetime.date) -> None:
        super().__init__({"on": data.get("on") or today.isoformat()})
        self.today = today

    def clean_on(self) -> datetime.date:
        """A day that a meeting can be on."""
        day = self.cleaned_data["on"] or self.today
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(_("No meeting can be in that year."))
        assert isinstance(day, datetime.date)
        return day

    def day(self) -> datetime.date:
        """The day chosen; today where that cannot be read."""
        chosen = self.cleaned_data.get("on") if self.is_valid() else None
        return chosen or self.today
