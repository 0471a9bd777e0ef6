"""Imaging. Sides are the patient's; sizes keep the order in which they were printed."""

from django.utils.translation import gettext_lazy as _

from cases.models import words
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

    date = PartialDateField(_("Date of the study"))
    modality = ChoiceField(_("Modality"), words.Modality)
    contrast = FindingField(_("Contrast given"))
    contrast_phase = ChoiceField(_("Phase of the contrast"), words.ContrastPhase)
    tumour_side = ChoiceField(_("Side of the tumour"), words.Side)
    tumour_dim_1 = MeasurementField(_("Tumour size, first"), "length")
    tumour_dim_2 = MeasurementField(_("Tumour size, second"), "length")
    tumour_dim_3 = MeasurementField(_("Tumour size, third"), "length")
    heterogeneous = FindingField(_("Heterogeneous"))
    enhancement = FindingField(_("Enhances after contrast"))
    necrosis = FindingField(_("Necrosis"))
    calcification = FindingField(_("Calcification"))
    fat = FindingField(_("Fat"))
    haemorrhage = FindingField(_("Haemorrhage"))
    growth_pattern = ChoiceField(_("Growth"), words.Growth)
    ivc_lower = ChoiceField(_("Lower limit in the cava"), words.CavaLevel)
    ivc_upper = ChoiceField(
        _("Upper limit in the cava"),
        words.CavaLevel,
        help_text=_("an ostium counts with the segment above it"),
    )
    ivc_occlusion = ChoiceField(_("Occlusion of the cava"), words.Occlusion)
    thrombus = ChoiceField(_("Thrombus"), words.Thrombus)
    collaterals = FindingField(_("Venous collaterals"))
    invades_ivc = FindingField(_("Invades the inferior vena cava"))
    invades_right_renal_vein = FindingField(_("Invades the right renal vein"))
    invades_left_renal_vein = FindingField(_("Invades the left renal vein"))
    invades_hepatic_veins = FindingField(_("Invades the hepatic veins"))
    invades_right_hepatic_vein = FindingField(_("Invades the right hepatic vein"))
    invades_middle_hepatic_vein = FindingField(_("Invades the middle hepatic vein"))
    invades_left_hepatic_vein = FindingField(_("Invades the left hepatic vein"))
    invades_iliac_veins = FindingField(_("Invades the iliac veins"))
    invades_iliac_veins_side = ChoiceField(_("Side of the iliac veins"), words.BodySide)
    invades_right_atrium = FindingField(_("Invades the right atrium"))
    invades_right_kidney = FindingField(_("Invades the right kidney"))
    invades_left_kidney = FindingField(_("Invades the left kidney"))
    invades_liver = FindingField(_("Invades the liver"))
    invades_duodenum = FindingField(_("Invades the duodenum"))
    invades_adrenal = FindingField(_("Invades an adrenal gland"))
    invades_adrenal_side = ChoiceField(_("Side of the adrenal gland"), words.BodySide)
    invades_aorta = FindingField(_("Invades the aorta"))
    invades_psoas = FindingField(_("Invades the psoas"))
    invades_psoas_side = ChoiceField(_("Side of the psoas"), words.BodySide)
    invades_ureter = FindingField(_("Invades a ureter"))
    invades_ureter_side = ChoiceField(_("Side of the ureter"), words.BodySide)
    invades_colon = FindingField(_("Invades the colon"))
    displaces_liver = FindingField(_("Displaces the liver"))
    displaces_gall_bladder = FindingField(_("Displaces the gall bladder"))
    border_abdominal_wall = FindingField(_("Border with the abdominal wall kept"))
    border_thoracic_wall = FindingField(_("Border with the thoracic wall kept"))
    abdominal_lymphadenopathy = FindingField(_("Abdominal lymphadenopathy"))
    liver_metastasis = FindingField(_("Liver metastasis"))


class CtThorax(RepeatedRow):
    """One study of the chest."""

    date = PartialDateField(_("Date of the study"))
    mediastino_hilar_adenopathy = FindingField(_("Mediastino-hilar adenopathy"))
    adenopathy_count = WholeNumberField(_("Number of enlarged nodes"), 0, 100)
    adenopathy_short_axis = MeasurementField(_("Largest short axis"), "short_axis")
    micronodules = FindingField(_("Centrilobular micronodules"))
    micronodule_distribution = ChoiceField(
        _("Distribution of the micronodules"), words.Distribution
    )
    micronodule_calcification = ChoiceField(_("Calcified micronodules"), words.Calcification)
    interpretation = ChoiceField(_("Interpretation"), words.ThoracicInterpretation)
    differentials = ChoicesField(_("Possible explanations"), words.Differential)
    resolution = ChoiceField(
        _("Equivocal finding resolved by"),
        words.Resolution,
        help_text=_("an equivocal chest stays open until it is resolved"),
    )
    resolution_date = PartialDateField(_("Resolved on"))


class CtSigns(RepeatedRow):
    """Signs that speak for or against an origin in the cava."""

    lumen_invaded_and_dilated = FindingField(
        _("Lumen invaded and dilated"),
        help_text=_("the tumour lies in the cava and widens it"),
    )
    positive_embedded_ivc = FindingField(
        _("Positive embedded cava sign"),
        help_text=_("the cava is stuck in the mass, not pushed aside"),
    )
    imperceptible_cava_lumen = FindingField(
        _("Imperceptible cava lumen"),
        help_text=_("the cava cannot be seen where it touches the mass most"),
    )
    negative_embedded_ivc = FindingField(
        _("Negative embedded cava sign"),
        help_text=_("the cava is pressed flat at the rim: speaks against an origin there"),
    )


class Mri(RepeatedRow):
    """Magnetic resonance imaging."""

    date = PartialDateField(_("Date of the study"))
    mri_done = FindingField(_("MRI done"))
    mri_indication = ChoiceField(_("Why MRI"), words.MriIndication)
    mri_result = LongTextField(_("Result"))
