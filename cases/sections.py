"""The sections of a case, in order. Rail, completeness, document, schema, import and export are all
read off this list."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms import sections as forms
from cases.forms.base import SectionForm
from cases.forms.conditions import unmet_condition
from cases.models import Case
from cases.models.rows import RepeatedRow, SectionRow
from cases.values import Kind


@dataclass(frozen=True)
class Section:
    """slug: name in addresses and in the case format.

    is_expected: every case should have it, so it counts as missing while nothing is entered.
    row_title: what one row of a repeating section is called.
    key: the letter that opens it after `g`.
    bears_on_scores: whether any rule reads it, so that scores follow while it is typed into.
    above, below: dotted paths of what is shown before and beneath the form: (page, row) -> Panel;
    empty for nothing. add: name of the page that adds rows; empty where the form itself does.
    """

    slug: str
    title: str | Promise
    form: type[SectionForm]
    is_expected: bool = True
    row_title: str | Promise = ""
    key: str = ""
    bears_on_scores: bool = True
    above: str = ""
    below: str = ""
    add: str = ""

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
        """Whether a field applies in a row: every declared condition holds, or it has none."""

        def value_of(other: str) -> Any:
            value = fragment.get(other)
            return value.get("value") if isinstance(value, Mapping) else value

        return unmet_condition(self.form.conditions, name, value_of) is None


SECTIONS: tuple[Section, ...] = (
    Section("presentation", _("Presentation"), forms.PresentationForm, key="p"),
    Section("examination", _("Examination"), forms.ExaminationForm, key="e"),
    Section("ct_abdomen", _("CT abdomen"), forms.CtAbdomenForm, row_title=_("Study"), key="a"),
    Section("ct_thorax", _("CT thorax"), forms.CtThoraxForm, row_title=_("Study"), key="t"),
    Section("ct_signs", _("CT signs"), forms.CtSignsForm, row_title=_("Reading"), key="s"),
    Section("mri", _("MRI"), forms.MriForm, is_expected=False, row_title=_("Study"), key="m"),
    Section("labs", _("Laboratory"), forms.LabsForm, row_title=_("Panel"), key="l"),
    Section(
        "scores_reported",
        _("Scores reported"),
        forms.ScoresReportedForm,
        is_expected=False,
        row_title=_("Score"),
        key="r",
    ),
    Section(
        "biopsy", _("Biopsy"), forms.BiopsyForm, is_expected=False, row_title=_("Biopsy"), key="b"
    ),
    Section("surgery", _("Surgery"), forms.SurgeryForm, row_title=_("Operation"), key="o"),
    Section("pathology", _("Pathology"), forms.PathologyForm, row_title=_("Specimen"), key="h"),
    Section(
        "immunohistochemistry",
        _("Immunohistochemistry"),
        forms.ImmunohistochemistryForm,
        row_title=_("Panel"),
        key="i",
    ),
    Section(
        "systemic",
        _("Systemic treatment"),
        forms.SystemicForm,
        is_expected=False,
        row_title=_("Treatment"),
        key="y",
    ),
    Section(
        "radiotherapy",
        _("Radiotherapy"),
        forms.RadiotherapyForm,
        is_expected=False,
        row_title=_("Course"),
        key="d",
    ),
    Section("assessment", _("Assessment"), forms.AssessmentForm, key="j"),
    Section("follow_up", _("Follow-up"), forms.FollowUpForm, row_title=_("Visit"), key="f"),
    Section(
        "recurrences",
        _("Recurrences"),
        forms.RecurrencesForm,
        is_expected=False,
        row_title=_("Recurrence"),
        key="c",
    ),
    Section(
        "key_images",
        _("Key images"),
        forms.KeyImagesForm,
        is_expected=False,
        row_title=_("Picture"),
        key="k",
        bears_on_scores=False,
        above="cases.pages.images.above",
        add="cases:add_images",
    ),
    Section(
        "question",
        _("Question"),
        forms.QuestionForm,
        key="q",
        below="cases.pages.readiness.beneath",
    ),
)
BY_SLUG: Mapping[str, Section] = {section.slug: section for section in SECTIONS}


def section_address(case: Case, section: Section, row_uid: uuid.UUID | None = None) -> str:
    """Where a section's row is shown."""
    address = reverse("cases:section", args=[case.uid, section.slug])
    return f"{address}?row={row_uid}" if section.is_many and row_uid else address
