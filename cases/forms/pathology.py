"""Biopsy, specimen and stains; the question to the board."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import models
from cases.forms.base import Entries, Group, section_form
from cases.values import Recorded

_N = gettext_lazy


def positive_nodes_among_examined(entries: Entries) -> dict[str, str]:
    """No more nodes hold tumour than were examined."""
    examined, positive = (
        entries.get(name, Recorded()).value for name in ("nodes_examined", "nodes_positive")
    )
    if examined is not None and positive is not None and positive > examined:
        return {"nodes_positive": _("More nodes with tumour than nodes examined.")}
    return {}


BiopsyForm = section_form(
    models.Biopsy,
    Group(_N("Biopsy"), ("biopsy_done", "route", "date", "result")),
    unless=dict.fromkeys(("route", "date", "result"), ("biopsy_done", "absent")),
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
            "fnclcc_grade",
            "differentiation_score",
            "mitoses",
            "hpf_field_area",
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
    unless={"necrosis_percent": ("necrosis", "absent")},
    checks=(positive_nodes_among_examined,),
    together=(("specimen_dim_1", "specimen_dim_2", "specimen_dim_3"),),
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

QuestionForm = section_form(models.Question, Group(_N("Question"), ("question",)))
