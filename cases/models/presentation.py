"""What the patient came with, what was found at the bedside, and what the team thinks."""

from django.utils.translation import gettext_lazy as _

from cases.models import words
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

    sex = ChoiceField(_("Sex"), words.Sex)
    age_at_diagnosis = WholeNumberField(
        _("Age at diagnosis"), 0, 120, usual=(18, 90), help_text=_("years")
    )
    date_of_diagnosis = PartialDateField(_("Date of diagnosis"))
    main_symptom = ChoiceField(_("Main symptom"), words.Symptom)
    symptom_duration = MeasurementField(_("Duration of symptoms"), "duration")
    back_pain = FindingField(_("Back or low-back pain"))
    back_pain_side = ChoiceField(_("Side of the back pain"), words.Side)
    abdominal_pain = FindingField(_("Abdominal pain"))
    palpable_mass = FindingField(_("Palpable mass"))
    lower_limb_oedema = FindingField(_("Lower-limb oedema"))
    thrombosis = FindingField(_("Deep vein thrombosis or pulmonary embolism"))
    dyspnoea = FindingField(_("Dyspnoea"))
    budd_chiari = FindingField(
        _("Budd-Chiari signs"), help_text=_("ascites, jaundice, enlarged liver")
    )
    incidental_finding = FindingField(_("Found incidentally"))
    weight_loss = MeasurementField(_("Weight loss"), "weight")
    weight_loss_period = MeasurementField(_("Lost within"), "duration")
    weight = MeasurementField(_("Weight"), "body_weight")
    height = MeasurementField(_("Height"), "height")
    family_history = FindingField(_("Family history of cancer"))
    family_history_text = LongTextField(_("Who had which cancer"))
    history_of_neoplasia = FindingField(
        _("Previous cancer"), help_text=_("decides whether a biopsy is asked for")
    )
    tuberculosis_history = FindingField(_("Previous tuberculosis"))
    contrast_allergy = FindingField(_("Allergy to contrast medium"))
    anticoagulant = FindingField(_("Takes an anticoagulant"))
    anticoagulant_text = LongTextField(_("Which anticoagulant"))
    smoking_status = ChoiceField(_("Smoking"), words.Smoking)
    pack_years = NumberField(_("Pack-years"), 0, 300, usual=(0, 100))
    ecog = WholeNumberField(_("ECOG performance status"), 0, 5, help_text=_("0 to 5"))
    kps = WholeNumberField(
        _("Karnofsky performance status"), 0, 100, 10, help_text=_("percent, in tens")
    )
    asa = ChoiceField(_("ASA class"), words.AsaClass)
    comorbidities = LongTextField(_("Comorbidities"))


class Examination(SingleRow):
    """Bedside examination."""

    lumbar_contact = FindingField(
        _("Lumbar contact"), help_text=_("the mass can be felt from the flank")
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
    metastasis = FindingField(_("Metastasis"), words.Metastasis)
    resectable = FindingField(_("Resectable"), help_text=_("the team's judgement, not a rule's"))
    operable = FindingField(_("Operable"), help_text=_("can the patient bear an operation?"))
    systemic_therapy_possible = FindingField(_("Systemic therapy possible"))
    contrast_ct_contraindicated = FindingField(_("Contrast CT contraindicated"))
    thrombus_doubt = FindingField(_("Doubt between thrombus and tumour"))
    suspected_lymphoma = FindingField(_("Suspected lymphoma"))
    suspected_adrenal_tumour = FindingField(_("Suspected adrenal tumour"))
    other_diagnostic_doubt = FindingField(_("Other doubt about the diagnosis"))
    other_diagnostic_doubt_text = LongTextField(_("What the doubt is"))
    tumour_rupture = FindingField(_("Tumour rupture"))
    endoluminal_bud = FindingField(_("Endoluminal tumour bud"))
