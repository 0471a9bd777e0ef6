"""The form of each section: groups of fields in the order in which a clinician meets them.

Adding a field: one line in the model, one name in a group here, a migration, a test.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import models
from cases.cava_map import draw_map
from cases.forms.base import Entries, Group, Lead, section_form
from cases.models.words import CavaLevel
from cases.values import Recorded

_N = gettext_lazy


def cava_limits_in_order(entries: Entries) -> dict[str, str]:
    """The lower limit must not lie above the upper one, and no tumour ends below the cava."""
    order = list(CavaLevel.values)
    lower, upper = (entries.get(name, Recorded()).value for name in ("ivc_lower", "ivc_upper"))
    if upper == CavaLevel.ILIAC_VEINS:
        return {"ivc_upper": _("A tumour of the cava cannot end below the iliac confluence.")}
    if lower and upper and order.index(lower) > order.index(upper):
        message = _("The lower limit lies above the upper limit.")
        return {"ivc_lower": message, "ivc_upper": message}
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
    ),
    when={"back_pain_side": ("back_pain", "present")},
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
    when={"lumbar_contact_side": ("lumbar_contact", "present")},
)

CtAbdomenForm = section_form(
    models.CtAbdomen,
    Group(_N("Study"), ("date", "modality", "contrast", "contrast_phase"), is_grid=True),
    Group(
        _N("Tumour"),
        ("tumour_dim_1", "tumour_dim_2", "tumour_dim_3", "tumour_side", "growth_pattern"),
        is_grid=True,
    ),
    Group(
        _N("Appearance"),
        ("heterogeneous", "enhancement", "necrosis", "calcification", "fat", "haemorrhage"),
    ),
    Group(
        _N("Inferior vena cava, veins and atrium"),
        (
            "ivc_lower",
            "ivc_upper",
            "ivc_occlusion",
            "thrombus",
            "invades_ivc",
            "invades_right_renal_vein",
            "invades_left_renal_vein",
            "invades_hepatic_veins",
            "invades_right_hepatic_vein",
            "invades_middle_hepatic_vein",
            "invades_left_hepatic_vein",
            "invades_iliac_veins",
            "invades_iliac_veins_side",
            "invades_right_atrium",
            "collaterals",
        ),
        lead=Lead("cases/cava_map.html", draw_map),
        css="beside-map",
    ),
    Group(
        _N("Organs"),
        (
            "invades_right_kidney",
            "invades_left_kidney",
            "invades_liver",
            "invades_duodenum",
            "invades_adrenal",
            "invades_adrenal_side",
            "invades_aorta",
            "invades_psoas",
            "invades_psoas_side",
            "invades_ureter",
            "invades_ureter_side",
            "invades_colon",
            "displaces_liver",
            "displaces_gall_bladder",
            "border_abdominal_wall",
            "border_thoracic_wall",
        ),
    ),
    Group(_N("Spread in the abdomen"), ("abdominal_lymphadenopathy", "liver_metastasis")),
    checks=(cava_limits_in_order,),
)

CtSignsForm = section_form(
    models.CtSigns,
    Group(
        _N("Signs of origin"),
        (
            "lumen_invaded_and_dilated",
            "positive_embedded_ivc",
            "imperceptible_cava_lumen",
            "negative_embedded_ivc",
        ),
    ),
)

CtThoraxForm = section_form(
    models.CtThorax,
    Group(_N("Study"), ("date",), is_grid=True),
    Group(
        _N("Nodes and nodules"),
        (
            "mediastino_hilar_adenopathy",
            "adenopathy_count",
            "adenopathy_short_axis",
            "micronodules",
            "micronodule_distribution",
            "micronodule_calcification",
        ),
    ),
    Group(
        _N("What it means"),
        ("interpretation", "differentials", "resolution", "resolution_date"),
        is_grid=True,
    ),
    when={
        "adenopathy_count": ("mediastino_hilar_adenopathy", "present"),
        "adenopathy_short_axis": ("mediastino_hilar_adenopathy", "present"),
        "micronodule_distribution": ("micronodules", "present"),
        "micronodule_calcification": ("micronodules", "present"),
        "resolution": ("interpretation", "equivocal"),
        "resolution_date": ("interpretation", "equivocal"),
    },
)

MriForm = section_form(
    models.Mri,
    Group(_N("Magnetic resonance"), ("mri_done", "date", "mri_indication", "mri_result")),
    when={"mri_indication": ("mri_done", "present"), "mri_result": ("mri_done", "present")},
)

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

BiopsyForm = section_form(
    models.Biopsy,
    Group(_N("Biopsy"), ("biopsy_done", "route", "date", "result")),
    when={"route": ("biopsy_done", "present"), "result": ("biopsy_done", "present")},
)

PathologyForm = section_form(
    models.Pathology,
    Group(
        _N("Specimen and diagnosis"),
        (
            "specimen",
            "date",
            "diagnosis",
            "certainty",
            "origin",
            "origin_alternatives",
        ),
        is_grid=True,
    ),
    Group(
        _N("Size and weight"),
        ("specimen_dim_1", "specimen_dim_2", "specimen_dim_3", "specimen_weight"),
        is_grid=True,
    ),
    Group(
        _N("Grade"),
        (
            "differentiation_score",
            "mitoses",
            "hpf_field_area",
            "fnclcc_grade",
            "necrosis",
            "necrosis_percent",
        ),
        is_grid=True,
    ),
    Group(
        _N("Invasion"),
        (
            "invades_ivc_wall",
            "invades_right_renal_vein",
            "invades_left_renal_vein",
            "invades_right_kidney",
            "invades_left_kidney",
            "lymphovascular_invasion",
        ),
    ),
    Group(_N("Lymph nodes"), ("nodes_examined", "nodes_positive"), is_grid=True),
    Group(
        _N("Under the microscope"),
        ("spindle_cells", "eosinophilic_cytoplasm", "elongated_nuclei", "clumped_chromatin"),
    ),
    Group(
        _N("Margins"),
        (
            "margin_specimen",
            "margin_specimen_distance",
            "margin_ivc_recut",
            "residual_reported",
            "macroscopic_residual",
        ),
        is_grid=True,
    ),
)

ImmunohistochemistryForm = section_form(
    models.Immunohistochemistry,
    Group(_N("Muscle"), ("sma", "h_caldesmon", "desmin", "myogenin")),
    Group(
        _N("Look-alikes"),
        ("cd34", "cd117", "dog1", "s100", "mdm2", "cdk4", "pax8", "hmb45", "cytokeratin"),
    ),
    Group(_N("Proliferation"), ("ki67",), is_grid=True),
    Group(_N("In words"), ("staining_details",)),
)

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
    Group(
        _N("After the operation"),
        (
            "icu_stay",
            "hospital_stay",
            "clavien_dindo",
            "death_within_30_days",
            "death_within_90_days",
        ),
        is_grid=True,
    ),
    when={"blood_loss": ("intraoperative_haemorrhage", "present")},
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
    when={"other_diagnostic_doubt_text": ("other_diagnostic_doubt", "present")},
)

FollowUpForm = section_form(
    models.FollowUp,
    Group(_N("Visit"), ("date", "duration", "vital_status", "last_contact_date"), is_grid=True),
    Group(_N("Recurrence"), ("local_recurrence", "distant_recurrence")),
    Group(_N("Death"), ("death_date", "cause_of_death"), is_grid=True),
)

RecurrencesForm = section_form(
    models.Recurrences, Group(_N("Recurrence"), ("date", "sites", "treatment"), is_grid=True)
)

QuestionForm = section_form(models.Question, Group(_N("Question"), ("question",)))
