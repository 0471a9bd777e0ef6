"""A fixed set of invented documents on which every rule's output is fingerprinted."""

import hashlib
from typing import Any

from scoring.rules import findings
from scoring.values.cells import UNREADABLE

DOCUMENTS = 600
FINDINGS = (None, "present", "absent", "equivocal", "not_assessed", {"missing": "not_applicable"})
FREE = ("absent",) * 12  # of doubts, so that cases without any are among the documents
DISPUTED = {"value": "present", "alternatives": [{"value": "absent"}]}
LEVELS = (
    *(None, "iliac_veins", "iliac_confluence", "infrarenal", "renal_vein_ostia"),
    *("suprarenal", "hepatic_vein_ostia", "suprahepatic", "right_atrium"),
)
DISPUTED_LEVEL = {"value": "suprarenal", "alternatives": [{"value": "infrarenal"}]}
SIZES = (
    *(None, {"value": 180, "unit": "mm"}, {"value": 10, "unit": "cm"}, {"value": 5, "unit": "cm"}),
    *({"value": 12, "unit": "cm", "alternatives": [{"value": 9}]}, UNREADABLE),
    {"value": 10.1, "unit": "cm", "comparator": "<"},
)
STAINS = (None, None, "positive", "positive", "negative", "focal", "equivocal", "not_done")
DISPUTED_CLOSURE = {"value": "patch", "alternatives": [{"value": "none"}]}
DISPUTED_NEPHRECTOMY = {"value": "radical", "alternatives": [{"value": "not_specified"}]}
ENZYMES = (
    *(None, None, {"result": "normal"}, {"value": 30, "unit": "U/L"}),
    {"value": 60, "unit": "U/L", "upper": {"value": 40, "unit": "U/L"}},
    {
        "value": 30,
        "unit": "U/L",
        "lower": {"value": 3, "unit": "U/L"},
        "upper": {"value": 40, "unit": "U/L"},
    },
)
RATES = (
    *(None, {"missing": "not_done"}, {"value": 75, "unit": "ml/min", "equation": "unknown"}),
    {"value": 75, "unit": "mL/min/1.73m2", "equation": "2021"},
    {"value": 75, "unit": "mL/min/1.73m2", "equation": "2009", "source": "clearance 75"},
    {"value": 60, "unit": "ml/min", "comparator": ">"},
    {"value": 60, "unit": "ml/min", "comparator": "~"},
)
CREATININES = (
    *(None, {"value": 97, "unit": "umol/L"}, {"value": 1, "unit": "mg/dL"}, {"result": "high"}),
    {"value": 400, "unit": "umol/L", "comparator": ">"},
    {"value": 50, "unit": "umol/L", "comparator": "<"},
    {"value": 70, "unit": "umol/L", "comparator": "~"},
    {"missing": "not_done"},
)
AGES = (None, 17, 18, 56, 56, 80, {"value": 56, "alternatives": [{"value": 57}]}, UNREADABLE)
DISPUTED_CHEST = {"value": "benign", "alternatives": [{"value": "metastatic"}]}
DATES = (None, "2021", "2021-03", "2020-02-29", "2021-02-28", "2021-03-05", "2022-03-04", "2022")
HIGH_COUNT = {"value": 12, "unit": "10^9/L", "upper": {"value": 7.5, "unit": "10^9/L"}}
COUNTS = (
    *(None, HIGH_COUNT, {"value": 7500, "unit": "/uL"}, {"result": "normal"}, {"result": "high"}),
    {"value": 7500, "unit": "/uL", "upper": {"value": 7.5, "unit": "10^9/L"}},
    {"value": 7, "unit": "10^3/uL", "comparator": ">", "upper": {"value": 8, "unit": "10^9/L"}},
)
HAEMOGLOBINS = (
    *(None, {"result": "low"}, {"missing": "not_done"}, {"value": 12, "unit": "g/dL"}, UNREADABLE),
    {"value": 120, "unit": "g/L", "lower": {"value": 13, "unit": "g/dL"}},
    {"value": 8, "unit": "mmol/L", "result": "normal"},
    {"value": 13, "unit": "g/dL", "comparator": "<"},
    {"value": 14, "unit": "g/dL", "comparator": "~", "lower": {"value": 130, "unit": "g/L"}},
)
CALCIUMS = (
    *(None, {"result": "normal"}, {"value": 11, "unit": "mg/dL"}),
    {"value": 2, "unit": "mmol/L", "upper": {"value": 3, "unit": "mmol/L"}},
    {"value": 11, "unit": "mg/dL", "upper": {"value": 10, "unit": "mg/dL"}},
    {"value": 8, "unit": "mg/dL", "lower": {"value": 9, "unit": "mg/dL"}, "comparator": "~"},
    {"value": 2, "unit": "mmol/L", "lower": {"value": 2, "unit": "mmol/L"}, "comparator": ">"},
)
ALBUMINS = (
    *(None, {"value": 30, "unit": "g/L"}, {"value": 4, "unit": "g/dL"}, {"missing": "not_done"}),
    {"value": 35, "unit": "g/L", "comparator": ">"},
    {"value": 35, "unit": "g/L", "comparator": "<"},
)
LDHS = (
    *(None, {"result": "normal"}, {"result": "high"}, {"value": 300, "unit": "U/L"}),
    {"value": 301, "unit": "U/L", "upper": {"value": 200, "unit": "U/L"}},
    {"value": 5, "unit": "ukat/L", "upper": {"value": 200, "unit": "U/L"}, "result": "high"},
)
MITOSES = (
    *(None, None, {"value": 0, "unit": "per 10 HPF"}, {"value": 12, "unit": "per mm2"}),
    *({"value": 12, "unit": "per 10 HPF"}, {"value": 110, "unit": "per 50 HPF"}, UNREADABLE),
    {"value": 5, "unit": "per mm2", "comparator": "~"},
    {"value": 20, "unit": "per 10 HPF", "comparator": ">"},
)
AREAS = (
    *(None, {"value": 0.1734, "unit": "mm2"}, {"value": 0.2376, "unit": "mm2"}),
    {"value": 0.2, "unit": "mm2", "comparator": "~"},
)
SHARES = (
    *(None, None, {"value": 0, "unit": "percent"}, {"value": 30, "unit": "percent"}),
    {"value": 50, "unit": "percent"},
    {"value": 50, "unit": "percent", "comparator": "<"},
)
SETTINGS = (None, "neoadjuvant", "adjuvant")
# Path of a value ("section.row.field" in repeated sections): what it can be; None leaves it out.
OPTIONS: dict[str, tuple[Any, ...]] = {
    "presentation.age_at_diagnosis": AGES,
    "presentation.sex": (None, "male", "female", "intersex_other", "unknown"),
    "presentation.kps": (None, None, 60, 70, 80, 90, {"missing": "not_done"}),
    "presentation.ecog": (None, 0, 1, 2, 4),
    "presentation.date_of_diagnosis": DATES,
    "presentation.history_of_neoplasia": (*FREE, *FINDINGS),
    "presentation.contrast_allergy": (*FINDINGS, DISPUTED),
    "systemic.0.given": FINDINGS,
    "systemic.0.setting": (None, "first_line", "adjuvant", "neoadjuvant"),
    "systemic.0.start_date": (None,) * 8 + DATES,
    "systemic.0.first_line_systemic_start": (None, *DATES),
    "labs.0.date": DATES,
    "labs.0.haemoglobin": HAEMOGLOBINS,
    "labs.0.calcium": CALCIUMS,
    "labs.0.albumin": ALBUMINS,
    "labs.0.ldh": LDHS,
    "labs.0.neutrophils": COUNTS,
    "labs.0.platelets": COUNTS,
    "labs.1.date": DATES,
    "labs.1.haemoglobin": HAEMOGLOBINS,
    "labs.1.albumin": (None, None, None, {"value": 35, "unit": "g/L"}),
    "labs.1.neutrophils": COUNTS,
    "scores_reported.0.score": (None, "imdc", "mskcc"),
    "scores_reported.0.value": (None, 0, 2, 7),
    "scores_reported.0.group": (None, "intermediate", "poor"),
    "scores_reported.0.factors": (None, ["time_to_systemic"], ["haemoglobin"]),
    "pathology.0.diagnosis": (None, "leiomyosarcoma", "renal_cell_carcinoma", "undetermined"),
    "pathology.0.certainty": (None, None, "definite", "probable", "possible", UNREADABLE),
    "pathology.0.invades_right_renal_vein": FINDINGS,
    "pathology.0.invades_left_renal_vein": FINDINGS,
    "pathology.0.invades_ivc_wall": FINDINGS,
    "pathology.0.invades_right_kidney": FINDINGS,
    "pathology.0.invades_left_kidney": (None, None, "present", "absent"),
    "pathology.0.origin": (None, "ivc", "ivc", "renal_vein", "kidney", "undetermined"),
    "pathology.0.origin_alternatives": (None, ["renal_vein", "kidney"], ["kidney"], ["ivc"]),
    "pathology.0.macroscopic_residual": (None, *FINDINGS),
    "pathology.0.margin_ivc_recut": (None, "clear", "clear", "involved", "close", "not_done"),
    "pathology.0.margin_specimen": (None, "clear", "clear", "involved", "close", "not_done"),
    "pathology.0.specimen": (None, "resection", "resection", "biopsy"),
    "pathology.0.date": (None, "2021-03-05", "2021", UNREADABLE),
    "pathology.0.fnclcc_grade": (None, None, 1, 2, 3),
    "pathology.0.differentiation_score": (None, 1, 2, 3, UNREADABLE),
    "pathology.0.mitoses": MITOSES,
    "pathology.0.hpf_field_area": AREAS,
    "pathology.0.necrosis": FINDINGS,
    "pathology.0.necrosis_percent": SHARES,
    "pathology.0.margin_specimen_distance": (
        *(None, None, {"value": 0, "unit": "mm"}, {"value": 2, "unit": "mm"}),
        {"value": 1, "unit": "mm", "comparator": "<"},
    ),
    "pathology.0.residual_reported": (None, "R0", "R1", "R0_R1", "R2", "RX"),
    "pathology.0.specimen_dim_1": (None, None, *SIZES, {"missing": "not_applicable"}),
    "pathology.0.specimen_dim_2": (None, None, {"value": 15, "unit": "cm"}),
    "pathology.0.specimen_dim_3": (None, None, {"value": 49, "unit": "mm", "comparator": "~"}),
    "pathology.1.invades_right_kidney": (None, None, "present", "absent"),
    "pathology.1.specimen": (None, "resection", "biopsy", "biopsy"),
    "pathology.1.nodes_positive": (None, None, 0, 1, {"value": 3, "comparator": "<"}),
    "assessment.ajcc_chapter": (None, "retroperitoneum", "trunk_extremities", UNREADABLE),
    "pathology.1.margin_specimen": (None, None, "clear", "involved"),
    "pathology.1.fnclcc_grade": (None, 1, 2, 3),
    "pathology.1.differentiation_score": (None, None, 2, 3),
    "surgery.0.operated": FINDINGS,
    "radiotherapy.0.given": (None, None, "present", "absent", "equivocal"),
    "radiotherapy.0.setting": SETTINGS,
    "radiotherapy.0.start_date": (None, None, *DATES),
    "recurrences.0.date": (None, None, "2019", "2021-03", UNREADABLE),
    "pathology.1.date": (None, "2018", "2021-04"),
    "ct_abdomen.0.date": DATES,
    "ct_abdomen.0.ivc_lower": (None, *LEVELS, DISPUTED_LEVEL, "not_assessed"),
    "ct_abdomen.0.ivc_upper": (None, None, *LEVELS, DISPUTED_LEVEL, UNREADABLE),
    "ct_abdomen.0.invades_ivc": (*FINDINGS, DISPUTED),
    "ct_abdomen.0.invades_right_renal_vein": FINDINGS,
    "ct_abdomen.0.invades_hepatic_veins": FINDINGS,
    "ct_abdomen.0.invades_right_hepatic_vein": (None, None, None, *FINDINGS),
    "ct_abdomen.0.invades_middle_hepatic_vein": (None, "absent"),
    "ct_abdomen.0.invades_left_hepatic_vein": (None, "absent"),
    "ct_abdomen.0.invades_right_atrium": FINDINGS,
    "ct_abdomen.0.border_abdominal_wall": FINDINGS,
    "ct_abdomen.0.border_thoracic_wall": FINDINGS,
    "ct_abdomen.0.abdominal_lymphadenopathy": (*FINDINGS, DISPUTED),
    "ct_abdomen.0.tumour_dim_1": SIZES,
    "ct_abdomen.0.tumour_dim_2": SIZES,
    "ct_abdomen.0.tumour_dim_3": (None, *SIZES),
    "ct_abdomen.0.invades_left_renal_vein": (None, None, "present", "absent"),
    "ct_abdomen.0.liver_metastasis": FINDINGS,
    "ct_abdomen.0.tumour_side": (None, "right", "left", "midline"),
    "ct_abdomen.0.ivc_invasion_extent": (None, "partial", "partial", "complete", "equivocal"),
    "ct_abdomen.0.invades_right_kidney": FINDINGS,
    "ct_abdomen.0.invades_left_kidney": (None, "present", "absent", {"missing": "not_applicable"}),
    "ct_abdomen.0.invades_liver": (None, "present", "absent", "absent", "absent"),
    "ct_abdomen.0.invades_duodenum": (None, "present", "absent", "absent", "absent"),
    "ct_abdomen.0.invades_adrenal": (None, "present", "absent", "absent", "absent"),
    "ct_abdomen.0.invades_aorta": (None, "absent", "absent", "absent"),
    "ct_abdomen.0.invades_psoas": (None, "absent", "absent", "absent"),
    "ct_abdomen.0.invades_ureter": (None, "absent", "absent", "absent"),
    "ct_abdomen.0.invades_colon": (None, "absent", "absent", "absent"),
    "ct_abdomen.0.modality": (None, "ct", "ct", "mri"),
    "ct_abdomen.0.contrast": FINDINGS,
    "ct_abdomen.0.growth_pattern": (*(None, "extraluminal", "intraluminal", "both"), UNREADABLE),
    "ct_abdomen.0.thrombus": (None, None, "none", "bland", "tumour", "uncertain"),
    "ct_abdomen.1.date": DATES,
    "ct_abdomen.1.ivc_upper": (None,) * 9 + LEVELS,
    "ct_abdomen.1.invades_hepatic_veins": FINDINGS,
    "surgery.0.ivc_reconstruction": (None, "none", "patch", "equivocal", DISPUTED_CLOSURE),
    "surgery.0.nephrectomy": (None, "none", "radical", "radical", DISPUTED_NEPHRECTOMY),
    "surgery.0.date": DATES,
    "surgery.0.organs_resected": (None, None, ["liver"], ["right_kidney", "colon"]),
    "surgery.0.nephrectomy_side": (None, "right", "left", "bilateral"),
    "surgery.0.ivc_procedure": (None, "none", "none", "ligation"),
    "follow_up.0.duration": (
        None,
        {"value": 8, "unit": "month"},
        {"value": 3, "unit": "month", "comparator": ">"},
    ),
    "follow_up.0.local_recurrence": FINDINGS,
    "follow_up.0.distant_recurrence": FINDINGS,
    "follow_up.0.date": (None, "2020", "2022"),
    "follow_up.1.date": (None, "2021"),
    "follow_up.1.duration": (None, {"value": 6, "unit": "month"}),
    "follow_up.1.local_recurrence": (None, None, "absent", "present"),
    "follow_up.1.distant_recurrence": (None, None, "absent", "present"),
    "recurrences.0.sites": (*(None,) * 6, ["local"], ["local", "liver"]),
    "follow_up.0.vital_status": (None, "alive_ned", "alive_ned", "alive_with_disease", "lost"),
    "ct_thorax.0.interpretation": (None, "benign", "equivocal", "metastatic", DISPUTED_CHEST),
    "ct_thorax.0.resolution": (None, None, None, "pet", {"missing": "unknown"}),
    "ct_thorax.0.mediastino_hilar_adenopathy": FINDINGS,
    "ct_thorax.0.differentials": (None, ["metastasis"], ["infection", "lymphoma"]),
    "labs.0.summary_as_reported": (None, "normal", "normal", "normal", "abnormal"),
    "labs.0.egfr": RATES,
    "labs.0.creatinine": CREATININES,
    "labs.0.alt": ENZYMES,
    "labs.0.ast": ENZYMES,
    "labs.0.ggt": ENZYMES,
    "labs.0.alp": ENZYMES,
    "labs.0.hepatic_panel": (None, {"result": "normal"}, {"result": "high"}),
    "pathology.0.nodes_examined": (None, 5, 10),
    "pathology.0.nodes_positive": (None, 0, 2, 7),
    "presentation.smoking_status": (None, "never", "ever", "unknown"),
    "presentation.pack_years": (None, 0, 10),
    "immunohistochemistry.0.sma": STAINS,
    "immunohistochemistry.0.desmin": STAINS,
    "immunohistochemistry.0.h_caldesmon": STAINS,
    "immunohistochemistry.1.desmin": (None, None, None, "negative", "positive"),
    "immunohistochemistry.0.cd117": STAINS,
    "immunohistochemistry.0.cd34": STAINS,
    "immunohistochemistry.0.ki67": (None, 5, 60, {"missing": "not_done"}),
    "ct_signs.0.date": DATES,
    "ct_signs.0.lumen_invaded_and_dilated": (*FINDINGS, "absent", "absent", DISPUTED),
    "ct_signs.0.positive_embedded_ivc": (*FINDINGS, "absent"),
    "ct_signs.0.imperceptible_cava_lumen": (*FINDINGS, "absent"),
    "ct_signs.0.negative_embedded_ivc": FINDINGS,
    "ct_signs.1.date": DATES,
    "ct_signs.1.negative_embedded_ivc": (None, None, None, "present", "absent"),
    "mri.0.mri_done": FINDINGS,
    "biopsy.0.biopsy_done": FINDINGS,
    "assessment.other_diagnostic_doubt_text": (None, "kidney or cava", {"missing": "unknown"}),
    "assessment.metastasis": (None, "no", "yes", "equivocal", "not_assessed"),
    "assessment.endoluminal_bud": FINDINGS,
    "assessment.resectable": FINDINGS,
    "assessment.operable": (None, None, *FINDINGS),
    "assessment.systemic_therapy_possible": FINDINGS,
    "assessment.contrast_ct_contraindicated": (*FINDINGS, DISPUTED),
    "assessment.thrombus_doubt": FINDINGS,
    "assessment.suspected_lymphoma": (*FREE, *FINDINGS),
    "assessment.suspected_adrenal_tumour": (*FREE, *FINDINGS),
    "assessment.other_diagnostic_doubt": (*FREE, *FINDINGS),
}
# Findings that only the list of open items reads: seldom anything but silent.
RARE = (*(None,) * 12, "present", "equivocal", DISPUTED)
SINGLE = ("presentation", "examination", "assessment")  # sections without rows
for _section, _names in findings.FINDINGS.items():
    _row = _section if _section in SINGLE else f"{_section}.0"
    for _name in _names:
        OPTIONS.setdefault(f"{_row}.{_name}", RARE)


def documents() -> list[dict[str, Any]]:
    """Always the same ones, in the same order."""
    return [_document(number) for number in range(DOCUMENTS)]


def _document(number: int) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for path, options in OPTIONS.items():
        value = options[_drawn(f"{number} {path}") % len(options)]
        if value is not None and _is_kept(number, path):
            _put(document, path.split("."), value)
    return document


def _is_kept(number: int, path: str) -> bool:
    """Every other document is sparse: two thirds of its values are left out."""
    return number % 2 == 0 or _drawn(f"{number} {path} kept") % 3 == 0


def _drawn(text: str) -> int:
    """A number that looks random and is the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _put(document: dict[str, Any], path: list[str], value: Any) -> None:
    section, *row, name = path
    if not row:
        document.setdefault(section, {})[name] = value
        return
    rows = document.setdefault(section, [])
    while len(rows) <= int(row[0]):
        rows.append({})
    rows[int(row[0])][name] = value
