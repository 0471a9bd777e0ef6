"""The form of a section for those who may read but not change it: values as text."""

from typing import Any

from django.utils.translation import gettext as _

from cases.forms.base import SectionForm
from cases.forms.fields import RecordedFormField, RecordedWidget, Typed
from cases.values import Kind
from cases.values.measurements import Equation


class ReadWidget(RecordedWidget):
    """The value in words, or why it is missing; source and other sources' statements below it."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.template_name = "cases/widgets/read.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """As for entering, with the value as it is displayed; empty without one."""
        context = super().get_context(name, value, attrs)
        typed = context["typed"]
        return context | {"shown": self._shown(typed), "beside": _beside(typed)}


def _beside(typed: Typed) -> list[str]:
    """What a number is read with: the laboratory's own limits and the equation."""
    said = []
    for key, words in (("lower", _("lower limit %s")), ("upper", _("upper limit %s"))):
        if typed.get(key):
            said.append(words % f"{typed[key]} {typed.get(f'{key}_unit', '')}".strip())
    if typed.get("equation"):
        said.append(_("equation: %s") % Equation(typed["equation"]).label)
    return said


def make_read_only(form: SectionForm) -> None:
    """No field can be changed, nor looks as if it could."""
    for field in form.fields.values():
        assert isinstance(field, RecordedFormField)
        field.disabled = True
        field.widget = ReadWidget(field.kind)
