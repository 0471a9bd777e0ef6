"""What a board asks, in the order in which it asks: the lines of the summary, as data."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from board.facts import Each, Findings, Line, Values


@dataclass(frozen=True)
class Topic:
    """A question of the board and the lines that answer it.

    lines: how many lines of print it may take, so that all topics fit on one page.
    """

    title: str | Promise
    lines: int
    content: tuple[Line, ...]


TOPICS: tuple[Topic, ...] = (
    Topic(
        _("Who"),
        5,
        (
            Values(_("Performance"), "presentation", ("ecog", "kps", "asa", "weight", "height")),
            Findings(
                _("History"),
                "presentation",
                (
                    "history_of_neoplasia",
                    "family_history",
                    "tuberculosis_history",
                    "contrast_allergy",
                    "anticoagulant",
                ),
                {
                    "family_history": ("family_history_text",),
                    "anticoagulant": ("anticoagulant_text",),
                },
            ),
            Values(
                _("Smoking"),
                "presentation",
                ("smoking_status", "pack_years"),
                bare=("smoking_status",),
            ),
            Values(_("Other illness"), "presentation", ("comorbidities",), bare=("comorbidities",)),
        ),
    ),
    Topic(
        _("Symptom"),
        6,
        (
            Values(
                _("Main symptom"),
                "presentation",
                (
                    "main_symptom",
                    "symptom_duration",
                    "weight_loss",
                    "weight_loss_period",
                    "date_of_diagnosis",
                ),
                bare=("main_symptom",),
            ),
            Findings(
                _("Symptoms"),
                "presentation",
                (
                    "back_pain",
                    "abdominal_pain",
                    "palpable_mass",
                    "lower_limb_oedema",
                    "thrombosis",
                    "dyspnoea",
                    "budd_chiari",
                    "incidental_finding",
                ),
                {"back_pain": ("back_pain_side",)},
            ),
            Findings(
                _("Examination"),
                "examination",
                (
                    "lumbar_contact",
                    "collateral_venous_circulation",
                    "superficial_lymphadenopathy",
                    "lower_limb_oedema",
                    "palpable_mass",
                    "varicocele",
                ),
                {"lumbar_contact": ("lumbar_contact_side",)},
            ),
            Values(_("Blood pressure"), "examination", ("systolic_pressure", "diastolic_pressure")),
        ),
    ),
    Topic(
        _("Tumour"),
        9,
        (
            Values(
                _("Size"),
                "ct_abdomen",
                ("tumour_dim_1", "tumour_dim_2", "tumour_dim_3"),
                joiner=" × ",
            ),
            Values(
                _("Study"),
                "ct_abdomen",
                (
                    "modality",
                    "contrast",
                    "contrast_phase",
                    "date",
                    "tumour_side",
                    "growth_pattern",
                ),
                bare=("modality", "date"),
            ),
            Findings(
                _("Invades"),
                "ct_abdomen",
                (
                    "invades_right_kidney",
                    "invades_left_kidney",
                    "invades_liver",
                    "invades_duodenum",
                    "invades_adrenal",
                    "invades_aorta",
                    "invades_psoas",
                    "invades_ureter",
                    "invades_colon",
                ),
                {
                    "invades_adrenal": ("invades_adrenal_side",),
                    "invades_psoas": ("invades_psoas_side",),
                    "invades_ureter": ("invades_ureter_side",),
                },
            ),
            Findings(_("Displaces"), "ct_abdomen", ("displaces_liver", "displaces_gall_bladder")),
            Findings(
                _("Border kept with"),
                "ct_abdomen",
                ("border_abdominal_wall", "border_thoracic_wall"),
            ),
            Findings(
                _("Spread in the abdomen"),
                "ct_abdomen",
                ("abdominal_lymphadenopathy", "liver_metastasis"),
            ),
            Findings(
                _("Appearance"),
                "ct_abdomen",
                ("heterogeneous", "enhancement", "necrosis", "calcification", "fat", "haemorrhage"),
            ),
            Each(_("MRI"), "mri", ("date", "mri_indication", "mri_result"), ("date",), "mri_done"),
        ),
    ),
    Topic(
        _("Vein"),
        7,
        (
            Values(
                _("Extent"),
                "ct_abdomen",
                ("ivc_lower", "ivc_upper", "ivc_occlusion", "thrombus", "collaterals"),
            ),
            Findings(
                _("Invades, on CT"),
                "ct_abdomen",
                (
                    "invades_ivc",
                    "invades_right_renal_vein",
                    "invades_left_renal_vein",
                    "invades_hepatic_veins",
                    "invades_right_hepatic_vein",
                    "invades_middle_hepatic_vein",
                    "invades_left_hepatic_vein",
                    "invades_iliac_veins",
                    "invades_right_atrium",
                ),
                {
                    "invades_ivc": ("ivc_invasion_extent",),
                    "invades_iliac_veins": ("invades_iliac_veins_side",),
                },
            ),
            Findings(
                _("CT signs"),
                "ct_signs",
                (
                    "lumen_invaded_and_dilated",
                    "positive_embedded_ivc",
                    "imperceptible_cava_lumen",
                    "negative_embedded_ivc",
                ),
            ),
        ),
    ),
    Topic(
        _("Chest"),
        5,
        (
            Values(
                _("Interpretation"),
                "ct_thorax",
                ("interpretation", "differentials", "resolution", "resolution_date", "date"),
                bare=("interpretation", "differentials"),
                of_row=("interpretation",),
            ),
            Findings(
                _("Signs"),
                "ct_thorax",
                ("mediastino_hilar_adenopathy", "micronodules"),
                {
                    "mediastino_hilar_adenopathy": ("adenopathy_count", "adenopathy_short_axis"),
                    "micronodules": ("micronodule_distribution", "micronodule_calcification"),
                },
            ),
        ),
    ),
    Topic(
        _("Labs"),
        6,
        (
            Values(_("Blood count"), "labs", ("haemoglobin", "neutrophils", "platelets")),
            Values(_("Chemistry"), "labs", ("calcium", "albumin", "ldh")),
            Values(_("Kidney"), "labs", ("egfr", "creatinine")),
            Values(_("Liver"), "labs", ("hepatic_panel", "alt", "ast", "ggt", "alp", "bilirubin")),
            Values(_("Sample"), "labs", ("summary_as_reported", "date")),
        ),
    ),
    Topic(
        _("Pathology"),
        9,
        (
            Values(
                _("Diagnosis"),
                "pathology",
                ("diagnosis", "certainty", "fnclcc_grade", "specimen", "date"),
                bare=("diagnosis", "certainty", "specimen", "date"),
            ),
            Values(
                _("Grade"),
                "pathology",
                (
                    "differentiation_score",
                    "mitoses",
                    "hpf_field_area",
                    "necrosis",
                    "necrosis_percent",
                ),
            ),
            Values(
                _("Specimen"),
                "pathology",
                ("specimen_dim_1", "specimen_dim_2", "specimen_dim_3"),
                joiner=" × ",
            ),
            Values(
                _("Weight, nodes"),
                "pathology",
                ("specimen_weight", "nodes_examined", "nodes_positive"),
            ),
            Values(_("Origin"), "pathology", ("origin", "origin_alternatives"), bare=("origin",)),
            Values(
                _("Margins"),
                "pathology",
                (
                    "margin_specimen",
                    "margin_ivc_recut",
                    "margin_specimen_distance",
                    "residual_reported",
                    "macroscopic_residual",
                ),
            ),
            Findings(
                _("Invades"),
                "pathology",
                (
                    "invades_ivc_wall",
                    "invades_right_renal_vein",
                    "invades_left_renal_vein",
                    "invades_right_kidney",
                    "invades_left_kidney",
                    "lymphovascular_invasion",
                ),
            ),
            Findings(
                _("Stains"),
                "immunohistochemistry",
                (
                    "sma",
                    "h_caldesmon",
                    "desmin",
                    "myogenin",
                    "cd34",
                    "cd117",
                    "dog1",
                    "s100",
                    "mdm2",
                    "cdk4",
                    "pax8",
                    "hmb45",
                    "cytokeratin",
                ),
            ),
            Values(_("Proliferation"), "immunohistochemistry", ("ki67", "staining_details")),
            Findings(
                _("Under the microscope"),
                "pathology",
                (
                    "spindle_cells",
                    "eosinophilic_cytoplasm",
                    "elongated_nuclei",
                    "clumped_chromatin",
                ),
            ),
            Each(_("Biopsy"), "biopsy", ("date", "route", "result"), ("date",), "biopsy_done"),
        ),
    ),
    Topic(
        _("Team"),
        5,
        (
            Values(
                _("Judged"),
                "assessment",
                ("metastasis", "assessment_date", "assessed_by", "ajcc_chapter"),
            ),
            Values(
                _("Judged"),
                "assessment",
                ("resectable", "operable", "systemic_therapy_possible"),
            ),
            Findings(
                _("Judged to be there"),
                "assessment",
                (
                    "contrast_ct_contraindicated",
                    "tumour_rupture",
                    "endoluminal_bud",
                ),
            ),
            Findings(
                _("Doubt"),
                "assessment",
                (
                    "thrombus_doubt",
                    "suspected_lymphoma",
                    "suspected_adrenal_tumour",
                    "other_diagnostic_doubt",
                ),
                {"other_diagnostic_doubt": ("other_diagnostic_doubt_text",)},
            ),
        ),
    ),
    Topic(
        _("Treatment"),
        7,
        (
            Each(
                _("Operation"),
                "surgery",
                (
                    "date",
                    "approach",
                    "nephrectomy",
                    "nephrectomy_side",
                    "ivc_procedure",
                    "ivc_reconstruction",
                    "reconstruction_material",
                    "organs_resected",
                    "clamping",
                    "bypass",
                    "operation_duration",
                    "intraoperative_haemorrhage",
                    "blood_loss",
                    "red_cells",
                    "intent",
                    "clavien_dindo",
                    "icu_stay",
                    "hospital_stay",
                    "death_within_30_days",
                    "death_within_90_days",
                ),
                ("date", "approach"),
                "operated",
            ),
            Each(
                _("Systemic treatment"),
                "systemic",
                ("setting", "drugs", "first_line_systemic_start", "start_date", "end_date"),
                ("setting", "drugs"),
                "given",
            ),
            Each(
                _("Radiotherapy"),
                "radiotherapy",
                ("setting", "total_dose", "fractions", "dose", "start_date", "end_date"),
                ("setting", "total_dose", "dose"),
                "given",
            ),
        ),
    ),
    Topic(
        _("Follow-up"),
        5,
        (
            Values(
                _("Last seen"),
                "follow_up",
                (
                    "duration",
                    "date",
                    "vital_status",
                    "last_contact_date",
                    "death_date",
                    "cause_of_death",
                ),
                bare=("date", "vital_status"),
            ),
            Findings(_("By then"), "follow_up", ("local_recurrence", "distant_recurrence")),
            Each(_("Recurrence"), "recurrences", ("date", "sites", "treatment"), ("date", "sites")),
        ),
    ),
)
