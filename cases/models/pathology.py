"""Biopsy, specimen and stains."""

from django.utils.translation import gettext_lazy as _

from cases.models import sources, words
from cases.models.fields import (
    ChoiceField,
    ChoicesField,
    FindingField,
    LongTextField,
    MarkerField,
    MeasurementField,
    PartialDateField,
    WholeNumberField,
)
from cases.models.rows import RepeatedRow, SingleRow


class Biopsy(RepeatedRow):
    """One biopsy before treatment."""

    biopsy_done = FindingField(_("Biopsy done"), source=sources.report("184-188"))
    route = ChoiceField(_("Route"), words.BiopsyRoute)
    date = PartialDateField(_("Date of the biopsy"))
    result = LongTextField(_("Result"))


class Pathology(RepeatedRow):
    """One specimen. Grade parts are kept apart so that a grade is never guessed."""

    specimen = ChoiceField(_("Specimen"), words.Specimen, source=sources.FNCLCC)
    date = PartialDateField(_("Date of the report"), source=sources.CONVENTION)
    diagnosis = ChoiceField(_("Diagnosis"), words.Diagnosis, source=sources.report("77-78"))
    certainty = ChoiceField(
        _("Certainty"),
        words.Certainty,
        help_text=_("“in favour of” is probable"),
        source=sources.report("77-78"),
    )
    origin = ChoiceField(_("Organ of origin"), words.Origin, source=sources.report("229-231"))
    origin_alternatives = ChoicesField(
        _("Origin not ruled out"), words.Origin, source=sources.report("229-231")
    )
    specimen_dim_1 = MeasurementField(
        _("Size of the specimen, first"), "length", source=sources.AJCC
    )
    specimen_dim_2 = MeasurementField(
        _("Size of the specimen, second"), "length", source=sources.AJCC
    )
    specimen_dim_3 = MeasurementField(
        _("Size of the specimen, third"), "length", source=sources.AJCC
    )
    specimen_weight = MeasurementField(_("Weight of the specimen"), "specimen_weight")
    differentiation_score = WholeNumberField(
        _("Differentiation score"), 1, 3, help_text=_("1 to 3, as reported"), source=sources.FNCLCC
    )
    mitoses = MeasurementField(
        _("Mitoses"),
        "mitoses",
        help_text=_("say in what they were counted"),
        source=sources.FNCLCC,
    )
    hpf_field_area = MeasurementField(
        _("Area of one high-power field"),
        "field_area",
        help_text=_("of the microscope: makes counts comparable"),
        source=sources.FNCLCC,
    )
    necrosis = FindingField(_("Necrosis"), source=sources.FNCLCC)
    necrosis_percent = MeasurementField(_("Share of necrosis"), "percent", source=sources.FNCLCC)
    fnclcc_grade = WholeNumberField(
        _("FNCLCC grade"), 1, 3, help_text=_("1 to 3, as reported"), source=sources.FNCLCC
    )
    invades_right_renal_vein = FindingField(
        _("Invades the right renal vein"), source=sources.report("78-79")
    )
    invades_left_renal_vein = FindingField(
        _("Invades the left renal vein"), source=sources.report("78-79")
    )
    invades_right_kidney = FindingField(
        _("Invades the right kidney"), source=sources.report("78-79")
    )
    invades_left_kidney = FindingField(_("Invades the left kidney"), source=sources.CONVENTION)
    invades_ivc_wall = FindingField(
        _("Invades the wall of the cava"), source=sources.report("228-229")
    )
    spindle_cells = FindingField(_("Spindle cells"))
    eosinophilic_cytoplasm = FindingField(_("Eosinophilic cytoplasm"))
    elongated_nuclei = FindingField(_("Elongated nuclei"))
    clumped_chromatin = FindingField(_("Clumped chromatin"))
    lymphovascular_invasion = FindingField(_("Lymphovascular invasion"))
    nodes_examined = WholeNumberField(
        _("Nodes examined"), 0, 200, usual=(0, 60), source=sources.AJCC
    )
    nodes_positive = WholeNumberField(
        _("Nodes with tumour"),
        0,
        200,
        help_text=_("at most those examined"),
        source=sources.ENTRY_CHECK,
    )
    margin_specimen = ChoiceField(
        _("Margin of the specimen"), words.Margin, source=sources.report("82-84")
    )
    margin_specimen_distance = MeasurementField(
        _("Distance of the closest margin"), "margin", source=sources.CONVENTION
    )
    margin_ivc_recut = ChoiceField(
        _("Margin of the recut of the cava"),
        words.Margin,
        help_text=_("apart from that of the specimen"),
        source=sources.report("83-84"),
    )
    macroscopic_residual = FindingField(
        _("Macroscopic residual tumour"), source=sources.LAST_TWO_YEARS
    )
    residual_reported = ChoiceField(
        _("Residual tumour as reported"),
        words.Residual,
        help_text=_("the source's own word"),
        source=sources.CONVENTION,
    )


class Immunohistochemistry(RepeatedRow):
    """One panel of stains. A stain that was not done is not negative."""

    sma = MarkerField(
        _("Smooth-muscle actin (SMA)"),
        help_text=_("French reports write “AML” for it"),
        source=sources.report("89-91"),
    )
    h_caldesmon = MarkerField(_("h-caldesmon"), source=sources.report("89-91"))
    desmin = MarkerField(_("Desmin"), source=sources.report("89-91"))
    cd34 = MarkerField(_("CD34"), source=sources.report("91"))
    cd117 = MarkerField(_("CD117"), source=sources.report("225-226"))
    dog1 = MarkerField(_("DOG1"))
    s100 = MarkerField(_("S100"))
    mdm2 = MarkerField(_("MDM2"))
    cdk4 = MarkerField(_("CDK4"))
    pax8 = MarkerField(_("PAX8"))
    hmb45 = MarkerField(_("HMB45"))
    cytokeratin = MarkerField(_("Cytokeratin"))
    myogenin = MarkerField(_("Myogenin"))
    ki67 = WholeNumberField(
        _("Ki-67"), 0, 100, help_text=_("percent of nuclei"), source=sources.report("225-226")
    )
    staining_details = LongTextField(_("Intensity and share of stained cells"))


class Question(SingleRow):
    """What the board is asked."""

    question = LongTextField(_("Question to the board"))
