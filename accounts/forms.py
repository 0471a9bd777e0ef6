"""Sign-in, and the password an invited person chooses."""

from typing import Any

from allauth.account.forms import LoginForm
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django.contrib.auth.forms import SetPasswordForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

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
