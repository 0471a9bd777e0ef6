"""Laboratory panels, and scores as the source reported them."""

from django.utils.translation import gettext_lazy as _

from cases.models import sources, words
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
    summary_as_reported = ChoiceField(
        _("Overall, as reported"),
        words.Summary,
        help_text=_("the source's own word, beside the values"),
        source=sources.report("18"),
    )
    haemoglobin = MeasurementField(_("Haemoglobin"), "haemoglobin", source=sources.IMDC)
    calcium = MeasurementField(
        _("Calcium, total"),
        "calcium",
        help_text=_("2 to 6 is possible in both units"),
        source=sources.IMDC,
    )
    albumin = MeasurementField(
        _("Albumin"), "albumin", help_text=_("corrects the calcium"), source=sources.IMDC
    )
    ldh = MeasurementField(_("LDH"), "ldh", source=sources.report("63"))
    neutrophils = MeasurementField(_("Neutrophils"), "neutrophils", source=sources.IMDC)
    platelets = MeasurementField(_("Platelets"), "platelets", source=sources.IMDC)
    creatinine = MeasurementField(_("Creatinine"), "creatinine", source=sources.CKD_EPI)
    egfr = MeasurementField(
        _("Estimated filtration rate (eGFR)"),
        "egfr",
        help_text=_("a clearance is something else: name it as the source"),
        source=sources.report("64-65"),
    )
    hepatic_panel = MeasurementField(_("Liver tests as a whole"), "hepatic_panel")
    alt = MeasurementField(_("ALT"), "enzyme")
    ast = MeasurementField(_("AST"), "enzyme")
    ggt = MeasurementField(_("GGT"), "enzyme")
    alp = MeasurementField(_("ALP"), "enzyme")
    bilirubin = MeasurementField(_("Bilirubin"), "bilirubin")


class ScoresReported(RepeatedRow):
    """A score as the source states it: shown beside what the record gives, never mixed with it."""

    score = ChoiceField(_("Score"), words.Score, source=sources.report("67-69"))
    value = WholeNumberField(
        _("Value as reported"),
        0,
        6,
        help_text=_("never computed anew"),
        source=sources.report("67-69"),
    )
    group = ChoiceField(_("Group as reported"), words.RiskGroup, source=sources.report("67-69"))
    factors = ChoicesField(
        _("Factors the source counted"), words.RiskFactor, source=sources.report("67-69")
    )
