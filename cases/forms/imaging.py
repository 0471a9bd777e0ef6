"""Imaging, in the order of a radiology report."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import models
from cases.cava_map import draw_map
from cases.forms.base import Entries, Group, Lead, section_form
from cases.models.words import CavaLevel
from cases.organ_chips import draw_chips
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


def embedded_one_way(entries: Entries) -> dict[str, str]:
    """The cava is stuck in the mass, or pressed at its rim: both signs at once cannot be true."""
    names = ("positive_embedded_ivc", "negative_embedded_ivc")
    if any(entries.get(name, Recorded()).value != "present" for name in names):
        return {}
    message = _("The embedded cava cannot be both positive and negative: one of the two is absent.")
    return dict.fromkeys(names, message)


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
            "ivc_invasion_extent",
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
        lead=Lead("cases/organ_chips.html", draw_chips),
    ),
    Group(_N("Spread in the abdomen"), ("abdominal_lymphadenopathy", "liver_metastasis")),
    when={
        "ivc_invasion_extent": ("invades_ivc", "present"),
        **{
            f"invades_{organ}_side": (f"invades_{organ}", "present")
            for organ in ("iliac_veins", "adrenal", "psoas", "ureter")
        },
    },
    unless={"contrast_phase": ("contrast", "absent")},
    checks=(cava_limits_in_order,),
    together=(("tumour_dim_1", "tumour_dim_2", "tumour_dim_3"),),
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
    page_checks=(embedded_one_way,),
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
    unless=dict.fromkeys(("date", "mri_indication", "mri_result"), ("mri_done", "absent")),
)
