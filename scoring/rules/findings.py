"""Every finding and stain of the case format, by section: what can be equivocal or disputed."""

from collections.abc import Mapping

FINDINGS: Mapping[str, tuple[str, ...]] = {
    "presentation": (
        *("back_pain", "abdominal_pain", "palpable_mass", "lower_limb_oedema", "thrombosis"),
        *("dyspnoea", "budd_chiari", "incidental_finding", "family_history"),
        *("history_of_neoplasia", "tuberculosis_history", "contrast_allergy", "anticoagulant"),
    ),
    "examination": (
        *("lumbar_contact", "collateral_venous_circulation", "superficial_lymphadenopathy"),
        *("lower_limb_oedema", "palpable_mass", "varicocele"),
    ),
    "ct_abdomen": (
        *("contrast", "heterogeneous", "enhancement", "necrosis", "calcification", "fat"),
        *("haemorrhage", "invades_ivc", "invades_right_renal_vein", "invades_left_renal_vein"),
        *("invades_hepatic_veins", "invades_right_hepatic_vein", "invades_middle_hepatic_vein"),
        *("invades_left_hepatic_vein", "invades_iliac_veins", "invades_right_atrium"),
        *("collaterals", "invades_right_kidney", "invades_left_kidney", "invades_liver"),
        *("invades_duodenum", "invades_adrenal", "invades_aorta", "invades_psoas"),
        *("invades_ureter", "invades_colon", "displaces_liver", "displaces_gall_bladder"),
        *("border_abdominal_wall", "border_thoracic_wall", "abdominal_lymphadenopathy"),
        "liver_metastasis",
    ),
    "ct_thorax": ("mediastino_hilar_adenopathy", "micronodules"),
    "ct_signs": (
        *("lumen_invaded_and_dilated", "positive_embedded_ivc", "imperceptible_cava_lumen"),
        "negative_embedded_ivc",
    ),
    "mri": ("mri_done",),
    "biopsy": ("biopsy_done",),
    "surgery": (
        *("operated", "intraoperative_haemorrhage", "death_within_30_days"),
        "death_within_90_days",
    ),
    "pathology": (
        *("necrosis", "invades_ivc_wall", "invades_right_renal_vein", "invades_left_renal_vein"),
        *("invades_right_kidney", "invades_left_kidney", "lymphovascular_invasion"),
        *("spindle_cells", "eosinophilic_cytoplasm", "elongated_nuclei", "clumped_chromatin"),
        "macroscopic_residual",
    ),
    "immunohistochemistry": (
        *("sma", "h_caldesmon", "desmin", "myogenin", "cd34", "cd117", "dog1", "s100", "mdm2"),
        *("cdk4", "pax8", "hmb45", "cytokeratin"),
    ),
    "systemic": ("given",),
    "radiotherapy": ("given",),
    "assessment": (
        *("metastasis", "resectable", "operable", "systemic_therapy_possible"),
        *("contrast_ct_contraindicated", "tumour_rupture", "endoluminal_bud", "thrombus_doubt"),
        *("suspected_lymphoma", "suspected_adrenal_tumour", "other_diagnostic_doubt"),
    ),
    "follow_up": ("local_recurrence", "distant_recurrence"),
}
PATHS = tuple(f"{section}.{name}" for section, names in FINDINGS.items() for name in names)
