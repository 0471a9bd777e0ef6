"""Treatment and what came after."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import models
from cases.forms.base import Entries, Group, section_form
from cases.models.words import DEAD_WORDS
from cases.values import Recorded

_N = gettext_lazy


def deaths_within(entries: Entries) -> dict[str, str]:
    """Who died within 30 days died within 90."""
    within_30, within_90 = (
        entries.get(f"death_within_{days}_days", Recorded()).value for days in (30, 90)
    )
    if (within_30, within_90) == ("present", "absent"):
        message = _("A death within 30 days is one within 90 days.")
        return {"death_within_90_days": message}
    return {}


SurgeryForm = section_form(
    models.Surgery,
    Group(_N("Operation"), ("operated", "date", "intent", "approach"), is_grid=True),
    Group(
        _N("Kidney and cava"),
        (
            "nephrectomy",
            "nephrectomy_side",
            "ivc_procedure",
            "ivc_reconstruction",
            "reconstruction_material",
            "organs_resected",
        ),
        is_grid=True,
    ),
    Group(_N("During the operation"), ("clamping", "bypass", "operation_duration"), is_grid=True),
    Group(_N("Bleeding"), ("intraoperative_haemorrhage", "blood_loss", "red_cells")),
    Group(_N("After the operation"), ("icu_stay", "hospital_stay", "clavien_dindo"), is_grid=True),
    Group(_N("Death after the operation"), ("death_within_30_days", "death_within_90_days")),
    when={
        "reconstruction_material": ("ivc_reconstruction", "patch", "interposition_graft"),
    },
    unless={
        "nephrectomy_side": ("nephrectomy", "none"),
        "blood_loss": ("intraoperative_haemorrhage", "absent"),
        **dict.fromkeys(
            (
                "date",
                "intent",
                "approach",
                "nephrectomy",
                "ivc_procedure",
                "ivc_reconstruction",
                "organs_resected",
                "clamping",
                "bypass",
                "operation_duration",
                "intraoperative_haemorrhage",
                "red_cells",
                "icu_stay",
                "hospital_stay",
                "clavien_dindo",
                "death_within_30_days",
                "death_within_90_days",
            ),
            ("operated", "absent"),
        ),
    },
    checks=(deaths_within,),
)

SystemicForm = section_form(
    models.Systemic,
    Group(
        _N("Systemic treatment"),
        (
            "given",
            "setting",
            "drugs",
            "first_line_systemic_start",
            "start_date",
            "end_date",
        ),
        is_grid=True,
    ),
    unless=dict.fromkeys(
        ("setting", "drugs", "first_line_systemic_start", "start_date", "end_date"),
        ("given", "absent"),
    ),
)

RadiotherapyForm = section_form(
    models.Radiotherapy,
    Group(
        _N("Radiotherapy"),
        (
            "given",
            "setting",
            "total_dose",
            "fractions",
            "start_date",
            "end_date",
            "dose",
        ),
        is_grid=True,
    ),
    unless=dict.fromkeys(
        ("setting", "total_dose", "fractions", "start_date", "end_date", "dose"),
        ("given", "absent"),
    ),
)

FollowUpForm = section_form(
    models.FollowUp,
    Group(
        _N("Visit"),
        (
            "date",
            "duration",
            "vital_status",
            "last_contact_date",
            "death_date",
            "cause_of_death",
        ),
        is_grid=True,
    ),
    Group(_N("Recurrence"), ("local_recurrence", "distant_recurrence")),
    when=dict.fromkeys(("death_date", "cause_of_death"), ("vital_status", *DEAD_WORDS)),
)

RecurrencesForm = section_form(
    models.Recurrences, Group(_N("Recurrence"), ("date", "sites", "treatment"), is_grid=True)
)
