"""Laboratory panels, and scores as the source reported them."""

from django.utils.translation import gettext_lazy

from cases import models
from cases.forms.base import Group, section_form

_N = gettext_lazy

LabsForm = section_form(
    models.Labs,
    Group(_N("Sample"), ("date", "summary_as_reported"), is_grid=True),
    Group(_N("Blood count"), ("haemoglobin", "neutrophils", "platelets")),
    Group(_N("Chemistry"), ("calcium", "albumin", "ldh")),
    Group(_N("Kidney"), ("creatinine", "egfr")),
    Group(_N("Liver"), ("hepatic_panel", "alt", "ast", "ggt", "alp", "bilirubin")),
)

ScoresReportedForm = section_form(
    models.ScoresReported,
    Group(_N("As the source states it"), ("score", "value", "group", "factors"), is_grid=True),
)
