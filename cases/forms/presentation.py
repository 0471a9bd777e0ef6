"""What the patient came with, the bedside, and what the team thinks."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import models
from cases.forms.base import Entries, Group, Lead, section_form
from cases.performance import KPS, draw_correspondence
from cases.values import Recorded

_N = gettext_lazy


def pressures_in_order(entries: Entries) -> dict[str, str]:
    """The diastolic pressure lies below the systolic one; both in mmHg."""
    names = ("systolic_pressure", "diastolic_pressure")
    systolic, diastolic = (entries.get(name, Recorded()).value for name in names)
    numbers = [pressure and pressure.get("value") for pressure in (systolic, diastolic)]
    if None not in numbers and numbers[1] >= numbers[0]:
        return {"diastolic_pressure": _("The diastolic pressure must lie below the systolic one.")}
    return {}


PresentationForm = section_form(
    models.Presentation,
    Group(_N("Person"), ("sex", "age_at_diagnosis", "date_of_diagnosis"), is_grid=True),
    Group(
        _N("Main symptom"),
        ("main_symptom", "symptom_duration", "weight_loss", "weight_loss_period"),
        is_grid=True,
    ),
    Group(
        _N("Symptoms"),
        (
            "back_pain",
            "back_pain_side",
            "abdominal_pain",
            "palpable_mass",
            "lower_limb_oedema",
            "thrombosis",
            "dyspnoea",
            "budd_chiari",
            "incidental_finding",
        ),
    ),
    Group(
        _N("History"),
        (
            "family_history",
            "family_history_text",
            "history_of_neoplasia",
            "tuberculosis_history",
            "contrast_allergy",
            "anticoagulant",
            "anticoagulant_text",
        ),
    ),
    Group(
        _N("Habits and performance"),
        ("smoking_status", "pack_years", "ecog", "kps", "asa", "weight", "height", "comorbidities"),
        is_grid=True,
        beneath={KPS: Lead("cases/karnofsky.html", draw_correspondence)},
    ),
    when={
        "back_pain_side": ("back_pain", "present"),
        "family_history_text": ("family_history", "present"),
        "anticoagulant_text": ("anticoagulant", "present"),
    },
)

ExaminationForm = section_form(
    models.Examination,
    Group(
        _N("At the bedside"),
        (
            "lumbar_contact",
            "lumbar_contact_side",
            "collateral_venous_circulation",
            "superficial_lymphadenopathy",
            "lower_limb_oedema",
            "palpable_mass",
            "varicocele",
        ),
    ),
    Group(_N("Blood pressure"), ("systolic_pressure", "diastolic_pressure"), is_grid=True),
    checks=(pressures_in_order,),
    when={"lumbar_contact_side": ("lumbar_contact", "present")},
)

AssessmentForm = section_form(
    models.Assessment,
    Group(_N("Who and when"), ("assessment_date", "assessed_by"), is_grid=True),
    Group(
        _N("Judgement of the team"),
        (
            "metastasis",
            "resectable",
            "operable",
            "systemic_therapy_possible",
            "contrast_ct_contraindicated",
            "tumour_rupture",
            "endoluminal_bud",
        ),
    ),
    Group(
        _N("Doubt about the diagnosis"),
        (
            "thrombus_doubt",
            "suspected_lymphoma",
            "suspected_adrenal_tumour",
            "other_diagnostic_doubt",
            "other_diagnostic_doubt_text",
        ),
    ),
    Group(_N("Staging"), ("ajcc_chapter",), is_grid=True),
    when={"other_diagnostic_doubt_text": ("other_diagnostic_doubt", "present")},
)
