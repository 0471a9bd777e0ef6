"""Laboratory panels, and scores as the source reported them."""

from django.utils.translation import gettext_lazy as _

from cases.models import words
from cases.models.fields import (
    ChoiceField,
    ChoicesField,
    MeasurementField,
    PartialDateField,
    WholeNumberField,
)
from cases.models.rows import RepeatedRow


class Labs(RepeatedRow):
    """One panel of one day, with the limits of the laboratory that measured it."""

    date = PartialDateField(_("Date of the sample"))
    summary_as_reported = ChoiceField(_("Overall, as reported"), words.Summary)
    haemoglobin = MeasurementField(_("Haemoglobin"), "haemoglobin")
    calcium = MeasurementField(_("Calcium, total"), "calcium")
    albumin = MeasurementField(_("Albumin"), "albumin")
    ldh = MeasurementField(_("LDH"), "ldh")
    neutrophils = MeasurementField(_("Neutrophils"), "neutrophils")
    platelets = MeasurementField(_("Platelets"), "platelets")
    creatinine = MeasurementField(_("Creatinine"), "creatinine")
    egfr = MeasurementField(_("Estimated filtration rate (eGFR)"), "egfr")
    hepatic_panel = MeasurementField(_("Liver tests as a whole"), "hepatic_panel")
    alt = MeasurementField(_("ALT"), "enzyme")
    ast = MeasurementField(_("AST"), "enzyme")
    ggt = MeasurementField(_("GGT"), "enzyme")
    alp = MeasurementField(_("ALP"), "enzyme")
    bilirubin = MeasurementField(_("Bilirubin"), "bilirubin")


class ScoresReported(RepeatedRow):
    """A score as the source states it: shown beside what the record gives, never mixed with it."""

    score = ChoiceField(_("Score"), words.Score)
    value = WholeNumberField(_("Value as reported"), 0, 6)
    group = ChoiceField(_("Group as reported"), words.RiskGroup)
    factors = ChoicesField(_("Factors the source counted"), words.RiskFactor)
