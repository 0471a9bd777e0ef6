"""The form of a section, drawn by crispy from its declared groups."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cases.forms.conditions import Condition, Conditions, read_conditions, unmet_condition
from cases.forms.fields import CONFIRMED, Fragment, Question, RecordedFormField
from cases.forms.sizes import spread_sizes
from cases.models.rows import SectionRow
from cases.values import PartialDate, Recorded
from cases.values.base import Missing

FIELD_TEMPLATE = "cases/widgets/field.html"
Entries = Mapping[str, Recorded]
Check = Callable[[Entries], dict[str, str]]


@dataclass(frozen=True)
class Lead:
    """What is drawn before the fields of a group or under one, from what the form holds."""

    template: str
    context: Callable[[forms.BaseForm], Mapping[str, Any]]

    def render(self, form: forms.BaseForm, *_args: Any, **_kwargs: Any) -> str:
        """As crispy asks its layout objects."""
        return render_to_string(self.template, dict(self.context(form)))


@dataclass(frozen=True)
class Group:
    """A heading and the fields under it; `is_grid` sets short fields side by side.

    lead: drawn before the fields. beneath: drawn under the inputs of one, by its name.
    """

    title: str | Promise
    names: tuple[str, ...]
    is_grid: bool = False
    lead: Lead | None = None
    css: str = ""
    beneath: Mapping[str, Lead] = field(default_factory=dict)


class SectionForm(forms.ModelForm):
    """What was typed about one row. It reads and checks; the save service writes.

    data: posted data, or a Fragment of a document.
    names: the fields the page carried; the others are left alone. None means all.
    born_in: earliest year in which the patient can have been born, for dates before birth.
    asks: whether an unlikely value is refused until it is confirmed; files are never asked.
    """

    groups: tuple[Group, ...]
    conditions: Conditions
    checks: tuple[Check, ...]
    page_checks: tuple[Check, ...]
    together: tuple[tuple[str, ...], ...]

    def __init__(
        self,
        data: Any = None,
        *,
        names: set[str] | None = None,
        born_in: int | None = None,
        asks: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.born_in, self.asks = born_in, asks and not isinstance(data, Fragment)
        if names is not None:
            self.fields = {k: field for k, field in self.fields.items() if k in names}
        for boxes in self.together:
            if set(boxes) <= self.fields.keys():
                self._join(boxes)
        self.initial = {name: self.instance.recorded(name) for name in self.fields}
        for name, condition in self.conditions.items():
            if name in self.fields:
                self.fields[name].condition = condition  # type: ignore[attr-defined]

    def _join(self, boxes: tuple[str, ...]) -> None:
        """Sizes may be typed into the first of these boxes, all at once."""
        self.fields[boxes[0]].others = boxes[1:]  # type: ignore[attr-defined]
        if self.is_bound and not isinstance(self.data, Fragment):
            self.data = spread_sizes(self.data, boxes)

    @property
    def helper(self) -> FormHelper:
        """The one FormHelper of all data entry."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.form_show_errors = True
        helper.layout = Layout(*(self._draw(group) for group in self.groups))
        return helper

    def _draw(self, group: Group) -> Fieldset:
        names = [name for name in group.names if name in self.fields]
        css = " ".join(filter(None, ("group", "group-grid" if group.is_grid else "", group.css)))
        lead = [group.lead] if group.lead else []
        for name in group.beneath.keys() & self.fields.keys():
            self.fields[name].beneath = group.beneath[name].render(self)  # type: ignore[attr-defined]
        fields = [Field(name, template=FIELD_TEMPLATE) for name in names]
        return Fieldset(group.title, *lead, *fields, css_class=css)

    def clean(self) -> dict[str, Any]:
        """Declared conditions and cross-field checks, on what could be read."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        is_file = isinstance(self.data, Fragment)
        found = self.contradictions(cleaned, is_file=is_file) | self._before_birth(cleaned)
        for name, message in found.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, message)
        if self.asks:
            self._ask(dict(self.entries()))
        return cleaned

    def _ask(self, entries: Entries) -> None:
        """Refuse unlikely values until they are confirmed; what is stored already is not asked."""
        for name, entry in entries.items():
            stored, field = self.instance.recorded(name).value, self.fields[name]
            if entry.value is None or Recorded(entry.value) == Recorded(stored):
                continue
            assert isinstance(field, RecordedFormField)
            if sentence := field.kind.question(entry.value, stored):
                shown = field.kind.display(entry.value)
                confirmed = self.data.get(f"{name}__{CONFIRMED}") == shown
                field.question = Question(sentence, shown, confirmed)
                if not confirmed:
                    self.add_error(name, ValidationError(sentence, code="unlikely"))

    @classmethod
    def contradictions(cls, entries: Entries, *, is_file: bool = False) -> dict[str, str]:
        """Declared conditions and cross-field checks of a whole row: field -> what is wrong.

        is_file: what a file says beside an "unless", or against a check of pages, is kept, as
        older files may hold it.
        """
        errors = cls._unmet_conditions(entries, is_file)
        for check in (*cls.checks, *(() if is_file else cls.page_checks)):
            errors |= check(entries)
        return errors

    @classmethod
    def _unmet_conditions(cls, entries: Entries, is_file: bool) -> dict[str, str]:
        errors = {}
        for name in cls.conditions:
            entry = entries.get(name, Recorded())
            if not entry.is_answered or entry.missing == Missing.NOT_APPLICABLE:
                continue
            unmet = unmet_condition(
                cls.conditions, name, lambda other: entries.get(other, Recorded()).value
            )
            if unmet and unmet.other in entries and not (unmet.is_unless and is_file):
                errors[name] = cls._say_unmet(unmet)
        return errors

    @classmethod
    def _say_unmet(cls, condition: Condition) -> str:
        field = cls.base_fields[condition.other]
        assert isinstance(field, RecordedFormField)
        shown = [_("“%s”") % field.kind.display(word) for word in condition.words]
        words = {"label": field.label, "words": _(" or ").join(shown)}
        if condition.is_unless:
            return _("This does not apply while “%(label)s” is %(words)s.") % words
        return _("This applies only when “%(label)s” is %(words)s.") % words

    def _before_birth(self, entries: Entries) -> dict[str, str]:
        if self.born_in is None:
            return {}
        return {
            name: _("%(date)s lies before the patient was born (%(year)s at the earliest).")
            % {"date": entry.value, "year": self.born_in}
            for name, entry in entries.items()
            if isinstance(self.fields[name].kind, PartialDate)  # type: ignore[attr-defined]
            and entry.value
            and int(entry.value[:4]) < self.born_in
        }

    def _post_clean(self) -> None:
        """The instance is written by the save service, field by field."""

    def entries(self) -> dict[str, Recorded]:
        """What was read of each field without error."""
        return {k: v for k, v in self.cleaned_data.items() if isinstance(v, Recorded)}


def section_form(
    model: type[SectionRow],
    *groups: Group,
    when: Mapping[str, tuple[str, ...]] | None = None,
    unless: Mapping[str, tuple[str, ...]] | None = None,
    checks: tuple[Check, ...] = (),
    page_checks: tuple[Check, ...] = (),
    together: tuple[tuple[str, ...], ...] = (),
) -> type[SectionForm]:
    """The form of a section: its fields are those of the groups, in that order.

    when: field -> (other field, word, ...): it applies only if the other has one of the words.
    unless: field -> (other field, word, ...): it applies unless the other has one of the words.
    together: fields of one quantity each that may be typed into the first of them.
    ValueError for a field of the model that no group names.
    """
    names = [name for group in groups for name in group.names]
    left_out = {field.name for field in model.recorded_fields()} - set(names)
    if left_out:
        raise ValueError(f"{model.__name__}: no group names {sorted(left_out)}")
    conditions = read_conditions(when or {}, unless or {})
    parts = {"groups": groups, "conditions": conditions, "checks": checks}
    parts |= {"page_checks": page_checks, "together": together}
    base = type(f"{model.__name__}Form", (SectionForm,), parts)
    return cast(type[SectionForm], forms.modelform_factory(model, form=base, fields=names))
