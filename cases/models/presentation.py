"""What the patient came with, what was found at the bedside, and what the team thinks."""

from django.utils.translation import gettext_lazy as _

from cases.models import sources, words
from cases.models.fields import (
    ChoiceField,
    FindingField,
    LongTextField,
    MeasurementField,
    NumberField,
    PartialDateField,
    WholeNumberField,
)
from cases.models.rows import SingleRow


class Presentation(SingleRow):
    """Person, symptoms and history at diagnosis."""

    sex = ChoiceField(_("Sex"), words.Sex, source=sources.IMDC)
    age_at_diagnosis = WholeNumberField(
        _("Age at diagnosis"),
        0,
        120,
        usual=(18, 90),
        help_text=_("years"),
        source=sources.ENTRY_CHECK,
    )
    date_of_diagnosis = PartialDateField(_("Date of diagnosis"), source=sources.IMDC)
    main_symptom = ChoiceField(_("Main symptom"), words.Symptom, source=sources.report("111-113"))
    symptom_duration = MeasurementField(
        _("Duration of symptoms"),
        "duration",
        help_text=_("over a year is “> 12 months”"),
        source=sources.report("38-39"),
    )
    back_pain = FindingField(_("Back or low-back pain"))
    back_pain_side = ChoiceField(
        _("Side of the back pain"),
        words.Side,
        help_text=_("the patient's side"),
        source=sources.report("38-39"),
    )
    abdominal_pain = FindingField(_("Abdominal pain"))
    palpable_mass = FindingField(_("Palpable mass"))
    lower_limb_oedema = FindingField(_("Lower-limb oedema"))
    thrombosis = FindingField(_("Deep vein thrombosis or pulmonary embolism"))
    dyspnoea = FindingField(_("Dyspnoea"))
    budd_chiari = FindingField(
        _("Budd-Chiari signs"),
        help_text=_("ascites, jaundice, enlarged liver"),
        source=sources.CONVENTION,
    )
    incidental_finding = FindingField(_("Found incidentally"))
    weight_loss = MeasurementField(
        _("Weight loss"),
        "weight",
        help_text=_("about 5 kg is “~ 5 kg”"),
        source=sources.report("41-42"),
    )
    weight_loss_period = MeasurementField(_("Lost within"), "duration")
    weight = MeasurementField(_("Weight"), "body_weight")
    height = MeasurementField(_("Height"), "height")
    family_history = FindingField(_("Family history of cancer"))
    family_history_text = LongTextField(_("Who had which cancer"))
    history_of_neoplasia = FindingField(
        _("Previous cancer"),
        help_text=_("decides whether a biopsy is asked for"),
        source=sources.report("184-188"),
    )
    tuberculosis_history = FindingField(_("Previous tuberculosis"), source=sources.report("59-60"))
    contrast_allergy = FindingField(
        _("Allergy to contrast medium"),
        help_text=_("unknown is not absent"),
        source=sources.report("180-182"),
    )
    anticoagulant = FindingField(_("Takes an anticoagulant"))
    anticoagulant_text = LongTextField(_("Which anticoagulant"))
    smoking_status = ChoiceField(_("Smoking"), words.Smoking, source=sources.report("40"))
    pack_years = NumberField(
        _("Pack-years"),
        0,
        300,
        usual=(0, 100),
        help_text=_("packs a day times years"),
        source=sources.report("40"),
    )
    ecog = WholeNumberField(
        _("ECOG performance status"), 0, 5, help_text=_("0 to 5"), source=sources.IMDC
    )
    kps = WholeNumberField(
        _("Karnofsky performance status"),
        0,
        100,
        10,
        help_text=_("percent, in tens"),
        source=sources.IMDC,
    )
    asa = ChoiceField(
        _("ASA class"), words.AsaClass, help_text=_("numeral only"), source=sources.CONVENTION
    )
    comorbidities = LongTextField(_("Comorbidities"))


class Examination(SingleRow):
    """Bedside examination."""

    lumbar_contact = FindingField(
        _("Lumbar contact"),
        help_text=_("the mass can be felt from the flank"),
        source=sources.report("42-43"),
    )
    lumbar_contact_side = ChoiceField(_("Side of the lumbar contact"), words.Side)
    collateral_venous_circulation = FindingField(_("Collateral venous circulation"))
    superficial_lymphadenopathy = FindingField(_("Superficial lymphadenopathy"))
    lower_limb_oedema = FindingField(_("Lower-limb oedema"))
    palpable_mass = FindingField(_("Palpable mass"))
    varicocele = FindingField(_("Varicocele"))
    systolic_pressure = MeasurementField(_("Systolic blood pressure"), "systolic")
    diastolic_pressure = MeasurementField(_("Diastolic blood pressure"), "diastolic")


class Assessment(SingleRow):
    """The team's dated judgements. Nothing here is ever computed; empty means not judged."""

    assessment_date = PartialDateField(_("Date of the assessment"))
    assessed_by = LongTextField(_("Assessed by"))
    metastasis = FindingField(
        _("Metastasis"),
        words.Metastasis,
        help_text=_("equivocal is an answer of its own"),
        source=sources.report("59-60"),
    )
    resectable = FindingField(
        _("Resectable"),
        words.Judgement,
        help_text=_("the team's judgement, not a rule's"),
        source=sources.CONVENTION,
    )
    operable = FindingField(
        _("Operable"),
        words.Judgement,
        help_text=_("can the patient bear an operation?"),
        source=sources.report("184-188"),
    )
    systemic_therapy_possible = FindingField(
        _("Systemic therapy possible"), words.Judgement, source=sources.report("184-188")
    )
    contrast_ct_contraindicated = FindingField(
        _("Contrast CT contraindicated"), words.Judgement, source=sources.report("180-182")
    )
    thrombus_doubt = FindingField(
        _("Doubt between thrombus and tumour"), words.Judgement, source=sources.report("180-182")
    )
    suspected_lymphoma = FindingField(
        _("Suspected lymphoma"), words.Judgement, source=sources.report("184-188")
    )
    suspected_adrenal_tumour = FindingField(
        _("Suspected adrenal tumour"), words.Judgement, source=sources.report("184-188")
    )
    other_diagnostic_doubt = FindingField(
        _("Other doubt about the diagnosis"), words.Judgement, source=sources.report("184-188")
    )
    other_diagnostic_doubt_text = LongTextField(_("What the doubt is"))
    tumour_rupture = FindingField(_("Tumour rupture"), words.Judgement)
    endoluminal_bud = FindingField(
        _("Endoluminal tumour bud"), words.Judgement, source=sources.LAST_TWO_YEARS
    )
    ajcc_chapter = ChoiceField(
        _("AJCC chapter"),
        words.AjccChapter,
        help_text=_("empty counts as retroperitoneum"),
        source=sources.AJCC,
    )
