"""Sign-in, the password an invited person chooses, and what a centre decides for its cases."""

from datetime import datetime
from typing import Any

from allauth.account.forms import LoginForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.validators import MaxLengthValidator
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models import LONGEST_AGE_WEEKS, Centre

LIMITS = ("ct_max_age_weeks", "labs_max_age_weeks")
LONGEST_PASSWORD = 128  # characters; hashing costs more the longer it is


class SignInForm(LoginForm):
    """E-mail and password; 'remember me' is left out because wards share computers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].label = _("E-mail")
        self.fields["password"].label = _("Password")
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "login", "password", Submit("submit", _("Sign in"), css_class="w-100")
        )


class ChoosePasswordForm(SetPasswordForm):
    """The same password twice; the settings say what makes it good enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, second = self.fields["new_password1"], self.fields["new_password2"]
        first.label, second.label = _("Password"), _("The same password again")
        first.help_text = _("12 characters or more. A few unrelated words are easy to remember.")
        second.help_text = ""
        # No maxlength in the page: browsers cut off what is pasted without a word.
        first.validators.append(MaxLengthValidator(LONGEST_PASSWORD))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "new_password1",
            "new_password2",
            Submit("submit", _("Set the password"), css_class="w-100"),
        )


class LimitsForm(forms.Form):
    """How old CT and blood tests of one centre's cases may be at a meeting, in weeks.

    seen: when the values shown had been changed; empty while nobody has changed them.
    """

    ct_max_age_weeks = forms.IntegerField(
        label=_("Contrast CT: at most this many weeks before the meeting"),
        min_value=1,
        max_value=LONGEST_AGE_WEEKS,
    )
    labs_max_age_weeks = forms.IntegerField(
        label=_("Blood tests: at most this many weeks before the meeting"),
        min_value=1,
        max_value=LONGEST_AGE_WEEKS,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, centre: Centre) -> None:
        changed_at = centre.limits_changed_at
        initial: dict[str, Any] = {name: getattr(centre, name) for name in LIMITS}
        initial["seen"] = changed_at.isoformat() if changed_at else ""
        super().__init__(data, initial=initial, auto_id=f"id_{centre.uid}_%s")
        self.centre = centre
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*LIMITS, "seen")

    def clean_seen(self) -> datetime | None:
        """None for the values a centre was made with, and for what is no moment."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def limits(self) -> dict[str, int]:
        """The fields of the centre, in weeks."""
        return {
            name: self.cleaned_data[name] for name in ("ct_max_age_weeks", "labs_max_age_weeks")
        }
