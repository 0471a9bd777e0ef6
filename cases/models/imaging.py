"""Imaging. Sides are the patient's; sizes keep the order in which they were printed."""

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


class CtAbdomen(RepeatedRow):
    """One study of the abdomen and pelvis."""

    date = PartialDateField(_("Date of the study"), source=sources.CONVENTION)
    modality = ChoiceField(_("Modality"), words.Modality)
    contrast = FindingField(_("Contrast given"), source=sources.report("122-124"))
    contrast_phase = ChoiceField(_("Phase of the contrast"), words.ContrastPhase)
    tumour_side = ChoiceField(
        _("Side of the tumour"),
        words.Side,
        help_text=_("the patient's, not the image's"),
        source=sources.report("147-150"),
    )
    tumour_dim_1 = MeasurementField(
        _("Tumour size, first"),
        "length",
        help_text=_("in the printed order"),
        source=sources.report("49"),
    )
    tumour_dim_2 = MeasurementField(_("Tumour size, second"), "length", source=sources.report("49"))
    tumour_dim_3 = MeasurementField(_("Tumour size, third"), "length", source=sources.report("49"))
    heterogeneous = FindingField(_("Heterogeneous"))
    enhancement = FindingField(_("Enhances after contrast"))
    necrosis = FindingField(_("Necrosis"))
    calcification = FindingField(_("Calcification"))
    fat = FindingField(_("Fat"))
    haemorrhage = FindingField(_("Haemorrhage"))
    growth_pattern = ChoiceField(_("Growth"), words.Growth, source=sources.report("124-129"))
    ivc_lower = ChoiceField(_("Lower limit in the cava"), words.CavaLevel, source=sources.KULAYLAT)
    ivc_upper = ChoiceField(
        _("Upper limit in the cava"),
        words.CavaLevel,
        help_text=_("an ostium counts with the segment above it"),
        source=sources.KULAYLAT,
    )
    ivc_occlusion = ChoiceField(_("Occlusion of the cava"), words.Occlusion)
    thrombus = ChoiceField(_("Thrombus"), words.Thrombus, source=sources.report("180-182"))
    collaterals = FindingField(_("Venous collaterals"))
    invades_ivc = FindingField(
        _("Invades the inferior vena cava"),
        help_text=_("pushed aside is not invaded"),
        source=sources.report("50"),
    )
    ivc_invasion_extent = ChoiceField(
        _("Extent of the invasion of the cava"),
        words.CavaInvasion,
        source=sources.report("173-175"),
    )
    invades_right_renal_vein = FindingField(
        _("Invades the right renal vein"), source=sources.report("208-211")
    )
    invades_left_renal_vein = FindingField(
        _("Invades the left renal vein"), source=sources.report("208-211")
    )
    invades_hepatic_veins = FindingField(
        _("Invades the hepatic veins"), source=sources.report("206-208")
    )
    invades_right_hepatic_vein = FindingField(
        _("Invades the right hepatic vein"), source=sources.report("206-208")
    )
    invades_middle_hepatic_vein = FindingField(
        _("Invades the middle hepatic vein"), source=sources.report("206-208")
    )
    invades_left_hepatic_vein = FindingField(
        _("Invades the left hepatic vein"), source=sources.report("206-208")
    )
    invades_iliac_veins = FindingField(_("Invades the iliac veins"))
    invades_iliac_veins_side = ChoiceField(_("Side of the iliac veins"), words.BodySide)
    invades_right_atrium = FindingField(
        _("Invades the right atrium"), source=sources.LAST_TWO_YEARS
    )
    invades_right_kidney = FindingField(_("Invades the right kidney"), source=sources.report("50"))
    invades_left_kidney = FindingField(_("Invades the left kidney"), source=sources.CONVENTION)
    invades_liver = FindingField(_("Invades the liver"), source=sources.CONVENTION)
    invades_duodenum = FindingField(_("Invades the duodenum"), source=sources.CONVENTION)
    invades_adrenal = FindingField(_("Invades an adrenal gland"), source=sources.CONVENTION)
    invades_adrenal_side = ChoiceField(_("Side of the adrenal gland"), words.BodySide)
    invades_aorta = FindingField(_("Invades the aorta"), source=sources.CONVENTION)
    invades_psoas = FindingField(_("Invades the psoas"), source=sources.CONVENTION)
    invades_psoas_side = ChoiceField(_("Side of the psoas"), words.BodySide)
    invades_ureter = FindingField(_("Invades a ureter"), source=sources.CONVENTION)
    invades_ureter_side = ChoiceField(_("Side of the ureter"), words.BodySide)
    invades_colon = FindingField(_("Invades the colon"), source=sources.CONVENTION)
    displaces_liver = FindingField(_("Displaces the liver"))
    displaces_gall_bladder = FindingField(_("Displaces the gall bladder"))
    border_abdominal_wall = FindingField(
        _("Border with the abdominal wall kept"), source=sources.report("53-54")
    )
    border_thoracic_wall = FindingField(
        _("Border with the thoracic wall kept"), source=sources.report("53-54")
    )
    abdominal_lymphadenopathy = FindingField(
        _("Abdominal lymphadenopathy"),
        help_text=_("of the abdomen only: the chest has its own"),
        source=sources.report("119-120"),
    )
    liver_metastasis = FindingField(_("Liver metastasis"))


class CtThorax(RepeatedRow):
    """One study of the chest."""

    date = PartialDateField(_("Date of the study"))
    mediastino_hilar_adenopathy = FindingField(
        _("Mediastino-hilar adenopathy"), source=sources.report("56-57")
    )
    adenopathy_count = WholeNumberField(_("Number of enlarged nodes"), 0, 100)
    adenopathy_short_axis = MeasurementField(_("Largest short axis"), "short_axis")
    micronodules = FindingField(_("Centrilobular micronodules"))
    micronodule_distribution = ChoiceField(
        _("Distribution of the micronodules"), words.Distribution
    )
    micronodule_calcification = ChoiceField(_("Calcified micronodules"), words.Calcification)
    interpretation = ChoiceField(
        _("Interpretation"), words.ThoracicInterpretation, source=sources.report("59-60")
    )
    differentials = ChoicesField(_("Possible explanations"), words.Differential)
    resolution = ChoiceField(
        _("Equivocal finding resolved by"),
        words.Resolution,
        help_text=_("an equivocal chest stays open until it is resolved"),
        source=sources.report("59-60"),
    )
    resolution_date = PartialDateField(_("Resolved on"))


class CtSigns(RepeatedRow):
    """Signs that speak for or against an origin in the cava."""

    lumen_invaded_and_dilated = FindingField(
        _("Lumen invaded and dilated"),
        help_text=_("the tumour lies in the cava and widens it"),
        source=sources.SIGN,
    )
    positive_embedded_ivc = FindingField(
        _("Positive embedded cava sign"),
        help_text=_("the cava is stuck in the mass, not pushed aside"),
        source=sources.SIGN,
    )
    imperceptible_cava_lumen = FindingField(
        _("Imperceptible cava lumen"),
        help_text=_("the cava cannot be seen where it touches the mass most"),
        source=sources.SIGN,
    )
    negative_embedded_ivc = FindingField(
        _("Negative embedded cava sign"),
        help_text=_("the cava is pressed flat at the rim: speaks against an origin there"),
        source=sources.WEBB,
    )


class Mri(RepeatedRow):
    """Magnetic resonance imaging."""

    date = PartialDateField(_("Date of the study"))
    mri_done = FindingField(_("MRI done"), source=sources.report("180-182"))
    mri_indication = ChoiceField(
        _("Why MRI"), words.MriIndication, source=sources.report("180-182")
    )
    mri_result = LongTextField(_("Result"))
