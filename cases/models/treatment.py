"""Treatment and what came after."""

from django.utils.translation import gettext_lazy as _

from cases.models import sources, words
from cases.models.fields import (
    ChoiceField,
    ChoicesField,
    FindingField,
    LongTextField,
    MeasurementField,
    PartialDateField,
    WholeNumberField,
)
from cases.models.rows import RepeatedRow


class Surgery(RepeatedRow):
    """One operation."""

    operated = FindingField(_("Operated"), source=sources.report("71"))
    date = PartialDateField(_("Date of the operation"), source=sources.CONVENTION)
    intent = ChoiceField(_("Intent"), words.Intent)
    approach = ChoiceField(_("Approach"), words.Approach)
    nephrectomy = ChoiceField(_("Nephrectomy"), words.Nephrectomy, source=sources.report("71"))
    nephrectomy_side = ChoiceField(
        _("Side of the nephrectomy"),
        words.Side,
        help_text=_("the patient's side"),
        source=sources.report("71"),
    )
    ivc_procedure = ChoiceField(
        _("Procedure on the cava"),
        words.CavaProcedure,
        help_text=_("a flap is a lateral resection"),
        source=sources.report("72"),
    )
    ivc_reconstruction = ChoiceField(
        _("Reconstruction of the cava"), words.Reconstruction, source=sources.report("211-213")
    )
    reconstruction_material = ChoiceField(
        _("Material of the reconstruction"), words.ReconstructionMaterial
    )
    organs_resected = ChoicesField(
        _("Organs resected"), words.ResectedOrgan, source=sources.report("71-72")
    )
    clamping = ChoiceField(_("Clamping of the cava"), words.Clamping)
    bypass = ChoiceField(_("Bypass"), words.Bypass)
    operation_duration = MeasurementField(_("Duration of the operation"), "operation")
    intraoperative_haemorrhage = FindingField(_("Bleeding during the operation"))
    blood_loss = MeasurementField(_("Blood loss"), "blood_loss")
    red_cells = MeasurementField(
        _("Red cells transfused"),
        "red_cells",
        help_text=_("units, not mL"),
        source=sources.report("74-75"),
    )
    icu_stay = MeasurementField(_("Stay in intensive care"), "intensive_care")
    hospital_stay = MeasurementField(_("Stay in hospital"), "hospital_stay")
    clavien_dindo = ChoiceField(
        _("Worst complication (Clavien-Dindo)"),
        words.ClavienDindo,
        help_text=_("after the operation only; bleeding during it is no grade"),
        source=sources.CLAVIEN,
    )
    death_within_30_days = FindingField(_("Death within 30 days"))
    death_within_90_days = FindingField(_("Death within 90 days"))


class Systemic(RepeatedRow):
    """One systemic treatment."""

    given = FindingField(_("Systemic treatment given"), source=sources.IMDC)
    setting = ChoiceField(_("Setting"), words.Setting, source=sources.IMDC)
    drugs = LongTextField(_("Drugs"))
    first_line_systemic_start = PartialDateField(
        _("Start of first-line treatment"), source=sources.IMDC
    )
    start_date = PartialDateField(_("Start of this treatment"), source=sources.IMDC)
    end_date = PartialDateField(_("End of this treatment"))


class Radiotherapy(RepeatedRow):
    """One course of radiotherapy."""

    given = FindingField(_("Radiotherapy given"), source=sources.FNCLCC)
    setting = ChoiceField(_("Setting"), words.Setting, source=sources.FNCLCC)
    total_dose = MeasurementField(_("Total dose"), "dose")
    fractions = WholeNumberField(_("Fractions"), 1, 60, usual=(1, 40))
    dose = LongTextField(_("Dose and fractions, in words"))
    start_date = PartialDateField(_("Start"), source=sources.FNCLCC)
    end_date = PartialDateField(_("End"))


class FollowUp(RepeatedRow):
    """One look at how the patient is; without recurrence it means 'none until then'."""

    date = PartialDateField(_("Date of the visit"))
    duration = MeasurementField(
        _("Time since treatment"),
        "follow_up",
        source=sources.report("93-94"),
    )
    local_recurrence = FindingField(_("Local recurrence"))
    distant_recurrence = FindingField(_("Distant recurrence"))
    vital_status = ChoiceField(_("State of the patient"), words.VitalStatus)
    last_contact_date = PartialDateField(
        _("Last contact"),
        source=sources.CONVENTION,
    )
    death_date = PartialDateField(
        _("Date of death"),
        help_text=_("not that of the visit that tells of it"),
        source=sources.ENTRY_CHECK,
    )
    cause_of_death = LongTextField(_("Cause of death"))


class Recurrences(RepeatedRow):
    """One recurrence."""

    date = PartialDateField(_("Date of the recurrence"), source=sources.CONVENTION)
    sites = ChoicesField(_("Sites"), words.RecurrenceSite)
    treatment = LongTextField(_("Treatment of the recurrence"))
