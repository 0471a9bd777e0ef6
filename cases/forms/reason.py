"""Why something is done, in a person's own words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.values.base import check_text

LONGEST_REASON = 500  # characters


class ReasonForm(forms.Form):
    """One line of text; `is_required` unless a reason may be given but need not be."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, is_required: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_required
        if not is_required:
            self.fields["reason"].label = _("Reason (optional)")

    def clean_reason(self) -> str:
        """Without characters that cannot be stored or shown."""
        return check_text(self.cleaned_data["reason"], LONGEST_REASON)
