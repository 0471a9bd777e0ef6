"""Who the patient is at the centre: the fields that never leave it."""

import unicodedata
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Replace, Upper
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Centre
from cases.models import Identity
from cases.models.case import OLDEST_YEAR_OF_BIRTH
from cases.values.base import check_text


class IdentityForm(forms.ModelForm):
    """Record number, initials, year of birth. No names, no full date of birth."""

    class Meta:
        model = Identity
        fields = ["record_number", "initials", "year_of_birth"]
        help_texts = {
            "record_number": gettext_lazy("the centre's own number; shown in the header only"),
            "initials": gettext_lazy("optional"),
            "year_of_birth": gettext_lazy("optional; four digits"),
        }

    def __init__(
        self, *args: Any, centre: Centre, first_event: int | None = None, **kwargs: Any
    ) -> None:
        """first_event: the first year in the record; nobody is born after it."""
        super().__init__(*args, **kwargs)
        self.centre, self.first_event = centre, first_event
        if centre.is_demo:
            self.fields["record_number"].help_text = _("optional at a demonstration centre")
        self.fields["record_number"].required = not centre.is_demo
        self.fields["record_number"].strip = True  # type: ignore[attr-defined]
        self.fields["initials"].required = False
        year = forms.CharField(
            label=self.fields["year_of_birth"].label,
            help_text=self.fields["year_of_birth"].help_text,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )
        self.fields["year_of_birth"] = year
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("record_number", "initials", "year_of_birth")

    def prepare(self, *, can_edit: bool, is_new: bool) -> None:
        """For a page: what cannot be changed says so; a new case is typed into at once."""
        if not can_edit and not self.is_bound:  # what was typed stays in sight
            for form_field in self.fields.values():
                form_field.disabled = True
        if is_new:
            self.fields["record_number"].widget.attrs["autofocus"] = True

    def clean_record_number(self) -> str | None:
        """Unique at the centre, however its letters and spaces are written."""
        typed = unicodedata.normalize("NFKC", self.cleaned_data.get("record_number") or "")
        number = check_text(typed, 40) or None
        if number:
            self._refuse_taken(number)
        return number

    def refuse_taken_number(self) -> None:
        """For a number that somebody else saved while this form was checked."""
        try:
            self._refuse_taken(self.cleaned_data["record_number"])
        except ValidationError as error:
            self.add_error("record_number", error)

    def _refuse_taken(self, number: str) -> None:
        """Names the other case: whoever enters identities at a centre may open its cases."""
        rows = Identity.objects.annotate(plain=Upper(Replace("record_number", Value(" "))))
        rows = rows.filter(centre=self.centre, plain=number.replace(" ", "").upper())
        taken = rows.exclude(pk=self.instance.pk).select_related("case").first()
        if taken:
            sentence = _("This record number is taken at this centre, by:")
            address, name = taken.case.get_absolute_url(), taken.case.pseudonym
            raise ValidationError(format_html('{} <a href="{}">{}</a>', sentence, address, name))

    def clean_initials(self) -> str | None:
        """None rather than empty."""
        return check_text(self.cleaned_data.get("initials") or "", 6) or None

    def clean_year_of_birth(self) -> int | None:
        """A year of somebody alive; ASCII digits only."""
        text = str(self.cleaned_data.get("year_of_birth") or "").strip()
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) == 4):
            raise ValidationError(_("Write the year with four digits, such as 1965."))
        if not OLDEST_YEAR_OF_BIRTH <= int(text) <= timezone.localdate().year:
            raise ValidationError(_("%(year)s is not a possible year of birth.") % {"year": text})
        if self.first_event and int(text) > self.first_event:
            raise ValidationError(
                _("The record holds a date in %(event)s, before this year of birth.")
                % {"event": self.first_event}
            )
        return int(text)
