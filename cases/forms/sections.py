"""The form of each section: groups of fields in the order in which a clinician meets them.

Adding a field: one line in the model, one name in a group of its theme, a migration, a test.
"""

from cases.forms.images import KeyImagesForm
from cases.forms.imaging import CtAbdomenForm, CtSignsForm, CtThoraxForm, MriForm
from cases.forms.laboratory import LabsForm, ScoresReportedForm
from cases.forms.pathology import BiopsyForm, ImmunohistochemistryForm, PathologyForm, QuestionForm
from cases.forms.presentation import AssessmentForm, ExaminationForm, PresentationForm
from cases.forms.treatment import (
    FollowUpForm,
    RadiotherapyForm,
    RecurrencesForm,
    SurgeryForm,
    SystemicForm,
)

__all__ = [
    "AssessmentForm",
    "BiopsyForm",
    "CtAbdomenForm",
    "CtSignsForm",
    "CtThoraxForm",
    "ExaminationForm",
    "FollowUpForm",
    "ImmunohistochemistryForm",
    "KeyImagesForm",
    "LabsForm",
    "MriForm",
    "PathologyForm",
    "PresentationForm",
    "QuestionForm",
    "RadiotherapyForm",
    "RecurrencesForm",
    "ScoresReportedForm",
    "SurgeryForm",
    "SystemicForm",
]
