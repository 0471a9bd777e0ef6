"""The one form field and the one widget that enter every kind of value.

A page posts flat names (`haemoglobin__unit`); a file brings a document fragment. Both become the
same document value and are checked by the field's kind.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from cases.forms.conditions import Condition
from cases.values import Kind, Recorded
from cases.values.base import MAX_ALTERNATIVES, Missing
from cases.values.measurements import COMPARATORS, Equation, Measurement, Result

PARTS = (
    "value",
    "comparator",
    "unit",
    "result",
    "lower",
    "upper",
    "lower_unit",
    "upper_unit",
    "equation",
)
CONFIRMED = "confirmed"
Typed = dict[str, Any]


class Question(NamedTuple):
    """What a page asks about an unlikely value. shown: the value; only that can be confirmed."""

    sentence: str
    shown: str
    is_confirmed: bool


class Fragment(dict[str, Any]):
    """A row of a document, given to a form in place of posted data."""


class RecordedWidget(forms.Widget):
    """Inputs for a value, its reason when missing, its source and other sources' statements."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.label: Any = ""
        self.where_from: Any = ""
        self.template_name = f"cases/widgets/{kind.name}.html"
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Strings as typed; from a Fragment the document value itself (None when absent)."""
        if isinstance(data, Fragment):
            return data.get(name)
        return Posted(data, name).typed()

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Never: which fields a page carried is said by its `fields` list."""
        return False

    def use_required_attribute(self, initial: Any) -> bool:
        """Nothing is required for saving."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """What the templates of the kinds draw from."""
        context = super().get_context(name, value, attrs)
        typed = value if isinstance(value, dict) else {}
        context |= {
            "name": name,
            "typed": typed,
            "kind": self.kind,
            "id": context["widget"]["attrs"].get("id", f"id_{name}"),
            "describedby": context["widget"]["attrs"].get("aria-describedby", ""),
            "is_invalid": context["widget"]["attrs"].get("aria-invalid") == "true",
            "missing_choices": Missing.choices,
            "others": [*typed.get("alternatives", []), {}][:MAX_ALTERNATIVES],
            "other_parts": PARTS[3:],
            "label": self.label,
            "where_from": self.where_from,
            "details_label": _details_label(typed),
            "statements": self._statements(typed),
        }
        return context | self._measure_context()

    def format_value(self, value: Any) -> Any:
        """The templates take the typed strings themselves."""
        return value

    def _statements(self, typed: Typed) -> list[str]:
        """Source and other sources' statements, to be read without opening anything."""
        statements = [_("Source: %s") % typed["source"]] if typed.get("source") else []
        for other in typed.get("alternatives", ()):
            words = {"value": self._shown(other), "source": other.get("source") or _("not named")}
            statements.append(_("Another source says %(value)s: %(source)s") % words)
        return statements

    def _shown(self, typed: Typed) -> str:
        try:
            return self.kind.display(self.kind.check_value(self.kind.read_value(typed)))
        except ValidationError:
            return str(typed.get("value", ""))

    def _measure_context(self) -> dict[str, Any]:
        if not isinstance(self.kind, Measurement):
            return {}
        return {
            "measure": self.kind.measure,
            "comparators": COMPARATORS,
            "results": Result.choices,
            "equations": Equation.choices,
        }


def _details_label(typed: Typed) -> str:
    """What stands on the disclosure: the reason or the conflict itself, not that there is one."""
    if typed.get("alternatives"):
        return _("sources disagree")
    if missing := typed.get("missing"):
        return str(dict(Missing.choices).get(missing, missing))
    return _("source") if typed.get("source") else _("more")


class Posted:
    """Reads one field's inputs out of posted data."""

    def __init__(self, data: MultiValueDict[str, str], name: str) -> None:
        self.data, self.name = data, name

    def typed(self) -> Typed:
        """Every part that was posted, as strings; nothing is interpreted."""
        typed: Typed = {part: self._text(f"__{part}") for part in PARTS if self._has(f"__{part}")}
        typed["value"] = self._text("")
        typed["values"] = self.data.getlist(self.name)
        typed["missing"] = self._text("__missing")
        typed["source"] = self._text("__source")
        typed[CONFIRMED] = self._text(f"__{CONFIRMED}")
        typed["alternatives"] = [
            other for other in map(self._other, range(MAX_ALTERNATIVES)) if other
        ]
        return typed

    def _has(self, suffix: str) -> bool:
        return f"{self.name}{suffix}" in self.data

    def _text(self, suffix: str) -> str:
        return str(self.data.get(f"{self.name}{suffix}", ""))

    def _other(self, index: int) -> Typed:
        prefix = f"{self.name}__other-{index}"
        other: Typed = {
            part: str(self.data.get(f"{prefix}__{part}", "")) for part in (*PARTS[1:], "source")
        }
        other["value"] = str(self.data.get(prefix, ""))
        other["values"] = [value for value in self.data.getlist(prefix) if value]
        return other if any(other.values()) else {}


def held(form: forms.BaseForm, name: str) -> str:
    """The word or number of a field as it stands on the page; empty without an answer."""
    if name not in form.fields:
        return ""
    typed = form[name].value()
    return str(typed.get("value") or "") if isinstance(typed, dict) else ""


class RecordedFormField(forms.Field):
    """Cleans to a `Recorded`; never required, because saving takes what is there.

    source: where the field's meaning comes from, in words.
    others: fields whose values may be typed into this one, behind its own.
    question: what is asked about the value that was entered; None for nothing.
    beneath: markup that a form draws under the inputs; empty for nothing.
    """

    def __init__(self, kind: Kind, source: Any = "", **kwargs: Any) -> None:
        self.kind, self.source = kind, source
        self.condition: Condition | None = None
        self.others: tuple[str, ...] = ()
        self.question: Question | None = None
        self.beneath = ""
        super().__init__(widget=RecordedWidget(kind), **(kwargs | {"required": False}))
        self.widget.label, self.widget.where_from = self.label, source

    def to_python(self, value: Any) -> Recorded:
        """Typed strings or a document value, checked by the kind."""
        if value is None:
            return Recorded()
        if isinstance(value, Mapping) and "values" in value:
            value = self.kind.read_typed(value)
            if value is None:
                return Recorded()
        return self.kind.check(value)

    def prepare_value(self, value: Any) -> Any:
        """What the widget shows: strings, whatever the value came from."""
        if isinstance(value, Recorded):
            return self.kind.to_typed(value)
        return value

    def validate(self, value: Any) -> None:
        """Nothing is required."""
