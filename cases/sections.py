"""The sections of a case, in order. Rail, completeness, document, schema, import and export are all
read off this list."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms import sections as forms
from cases.forms.base import SectionForm
from cases.models.rows import RepeatedRow, SectionRow
from cases.values import Kind


@dataclass(frozen=True)
class Section:
    """slug: name in addresses and in the case format.

    is_expected: every case should have it, so it counts as missing while nothing is entered.
    row_title: what one row of a repeating section is called.
    """

    slug: str
    title: str | Promise
    form: type[SectionForm]
    is_expected: bool = True
    row_title: str | Promise = ""

    @property
    def model(self) -> type[SectionRow]:
        """The table of the section."""
        model = self.form._meta.model
        assert model is not None
        return model

    @property
    def is_many(self) -> bool:
        """Whether the section repeats: a list in the case format."""
        return issubclass(self.model, RepeatedRow)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """Field names and kinds, in the order of the form and the format."""
        return {name: field.kind for name, field in self.form.base_fields.items()}  # type: ignore[attr-defined]

    def label(self, name: str) -> str:
        """The field's label."""
        return str(self.form.base_fields[name].label)

    def applies(self, name: str, fragment: Mapping[str, Any]) -> bool:
        """Whether a field applies in a row: its declared condition holds, or it has none."""
        condition = self.form.conditions.get(name)
        if condition is None:
            return True
        value = fragment.get(condition.other)
        if isinstance(value, Mapping):
            value = value.get("value")
        return bool(value == condition.wanted)


SECTIONS: tuple[Section, ...] = (
    Section("presentation", _("Presentation"), forms.PresentationForm),
    Section("examination", _("Examination"), forms.ExaminationForm),
    Section("ct_abdomen", _("CT abdomen"), forms.CtAbdomenForm, row_title=_("Study")),
    Section("ct_thorax", _("CT thorax"), forms.CtThoraxForm, row_title=_("Study")),
    Section("ct_signs", _("CT signs"), forms.CtSignsForm, row_title=_("Reading")),
    Section("mri", _("MRI"), forms.MriForm, is_expected=False, row_title=_("Study")),
    Section("labs", _("Laboratory"), forms.LabsForm, row_title=_("Panel")),
    Section(
        "scores_reported",
        _("Scores reported"),
        forms.ScoresReportedForm,
        is_expected=False,
        row_title=_("Score"),
    ),
    Section("biopsy", _("Biopsy"), forms.BiopsyForm, is_expected=False, row_title=_("Biopsy")),
    Section("surgery", _("Surgery"), forms.SurgeryForm, row_title=_("Operation")),
    Section("pathology", _("Pathology"), forms.PathologyForm, row_title=_("Specimen")),
    Section(
        "immunohistochemistry",
        _("Immunohistochemistry"),
        forms.ImmunohistochemistryForm,
        row_title=_("Panel"),
    ),
    Section(
        "systemic",
        _("Systemic treatment"),
        forms.SystemicForm,
        is_expected=False,
        row_title=_("Treatment"),
    ),
    Section(
        "radiotherapy",
        _("Radiotherapy"),
        forms.RadiotherapyForm,
        is_expected=False,
        row_title=_("Course"),
    ),
    Section("assessment", _("Assessment"), forms.AssessmentForm),
    Section("follow_up", _("Follow-up"), forms.FollowUpForm, row_title=_("Visit")),
    Section(
        "recurrences",
        _("Recurrences"),
        forms.RecurrencesForm,
        is_expected=False,
        row_title=_("Recurrence"),
    ),
    Section("question", _("Question"), forms.QuestionForm),
)
BY_SLUG: Mapping[str, Section] = {section.slug: section for section in SECTIONS}
