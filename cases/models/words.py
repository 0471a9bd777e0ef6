"""The closed lists of words that choices are made from. The words are the case format's."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sex(TextChoices):
    MALE = "male", _("male")
    FEMALE = "female", _("female")
    INTERSEX_OTHER = "intersex_other", _("intersex or other")
    UNKNOWN = "unknown", _("unknown")


class Side(TextChoices):
    """The patient's side, never the image's."""

    RIGHT = "right", _("right")
    LEFT = "left", _("left")
    BILATERAL = "bilateral", _("both sides")
    MIDLINE = "midline", _("midline")


class BodySide(TextChoices):
    """The patient's side of an organ that lies on either side."""

    RIGHT = "right", _("right")
    LEFT = "left", _("left")
    BILATERAL = "bilateral", _("both sides")


class Smoking(TextChoices):
    NEVER = "never", _("never")
    FORMER = "former", _("former")
    CURRENT = "current", _("current")
    EVER = "ever", _("ever (former or current not stated)")
    UNKNOWN = "unknown", _("unknown")


class AsaClass(TextChoices):
    """Bare numerals: the classes' wording is the anaesthetist's."""

    I = "I", _("I")  # noqa: E741
    II = "II", _("II")
    III = "III", _("III")
    IV = "IV", _("IV")
    V = "V", _("V")
    VI = "VI", _("VI")


class Symptom(TextChoices):
    LOW_BACK_PAIN = "low_back_pain", _("low back pain")
    ABDOMINAL_PAIN = "abdominal_pain", _("abdominal pain")
    PALPABLE_MASS = "palpable_mass", _("palpable mass")
    LOWER_LIMB_OEDEMA = "lower_limb_oedema", _("lower-limb oedema")
    THROMBOSIS = "thrombosis", _("thrombosis or embolism")
    DYSPNOEA = "dyspnoea", _("dyspnoea")
    BUDD_CHIARI = "budd_chiari", _("Budd-Chiari signs")
    WEIGHT_LOSS = "weight_loss", _("weight loss")
    INCIDENTAL = "incidental", _("none: incidental finding")
    OTHER = "other", _("other")


class Modality(TextChoices):
    CT = "ct", _("CT")
    MRI = "mri", _("MRI")
    PET_CT = "pet_ct", _("PET-CT")
    ULTRASOUND = "ultrasound", _("ultrasound")


class ContrastPhase(TextChoices):
    ARTERIAL = "arterial", _("arterial")
    PORTAL_VENOUS = "portal_venous", _("portal venous")
    LATE = "late", _("late")
    SEVERAL = "several", _("several phases")


class Plane(TextChoices):
    AXIAL = "axial", _("axial")
    CORONAL = "coronal", _("coronal")
    SAGITTAL = "sagittal", _("sagittal")
    OTHER = "other", _("other")


class CavaLevel(TextChoices):
    """Ordered from below upwards; an ostium belongs to the segment above it."""

    ILIAC_VEINS = "iliac_veins", _("iliac veins")
    ILIAC_CONFLUENCE = "iliac_confluence", _("iliac confluence")
    INFRARENAL = "infrarenal", _("infrarenal cava")
    RENAL_VEIN_OSTIA = "renal_vein_ostia", _("renal vein ostia")
    SUPRARENAL = "suprarenal", _("suprarenal cava")
    HEPATIC_VEIN_OSTIA = "hepatic_vein_ostia", _("hepatic vein ostia")
    SUPRAHEPATIC = "suprahepatic", _("suprahepatic cava")
    RIGHT_ATRIUM = "right_atrium", _("right atrium")


class Growth(TextChoices):
    INTRALUMINAL = "intraluminal", _("intraluminal")
    EXTRALUMINAL = "extraluminal", _("extraluminal")
    BOTH = "both", _("both")


class Thrombus(TextChoices):
    NONE = "none", _("none")
    BLAND = "bland", _("bland")
    TUMOUR = "tumour", _("tumour")
    UNCERTAIN = "uncertain", _("uncertain")


class Occlusion(TextChoices):
    NONE = "none", _("none")
    PARTIAL = "partial", _("partial")
    COMPLETE = "complete", _("complete")


class CavaInvasion(TextChoices):
    """How much of the cava's circumference the tumour has grown into."""

    PARTIAL = "partial", _("part of the wall")
    COMPLETE = "complete", _("all around")


class Distribution(TextChoices):
    DIFFUSE = "diffuse", _("diffuse")
    FOCAL = "focal", _("focal")
    BASAL = "basal", _("basal")
    APICAL = "apical", _("apical")


class Calcification(TextChoices):
    NONE = "none", _("none")
    SOME = "some", _("some")
    ALL = "all", _("all")


class ThoracicInterpretation(TextChoices):
    BENIGN = "benign", _("benign")
    EQUIVOCAL = "equivocal", _("equivocal")
    METASTATIC = "metastatic", _("metastatic")


class Differential(TextChoices):
    METASTASIS = "metastasis", _("secondary lesion")
    TUBERCULOSIS_SEQUELAE = "tuberculosis_sequelae", _("sequelae of tuberculosis")
    SARCOIDOSIS = "sarcoidosis", _("sarcoidosis")
    INFECTION = "infection", _("infection")
    PNEUMOCONIOSIS = "pneumoconiosis", _("pneumoconiosis")
    LYMPHOMA = "lymphoma", _("lymphoma")
    OTHER = "other", _("other")


class Resolution(TextChoices):
    PET = "pet", _("PET")
    EBUS = "ebus", _("EBUS")
    TUBERCULOSIS_TESTS = "tuberculosis_tests", _("tuberculosis tests")
    REPEAT_CT = "repeat_ct", _("repeat CT")
    BIOPSY = "biopsy", _("biopsy")


class Summary(TextChoices):
    NORMAL = "normal", _("normal")
    ABNORMAL = "abnormal", _("abnormal")


class Score(TextChoices):
    IMDC = "imdc", _("IMDC")
    MSKCC = "mskcc", _("MSKCC")


class RiskGroup(TextChoices):
    FAVOURABLE = "favourable", _("favourable")
    INTERMEDIATE = "intermediate", _("intermediate")
    POOR = "poor", _("poor")


class RiskFactor(TextChoices):
    PERFORMANCE_STATUS = "performance_status", _("performance status")
    HAEMOGLOBIN = "haemoglobin", _("haemoglobin")
    TIME_TO_SYSTEMIC = "time_to_systemic", _("time from diagnosis to systemic treatment")
    CALCIUM = "calcium", _("calcium")
    NEUTROPHILS = "neutrophils", _("neutrophils")
    PLATELETS = "platelets", _("platelets")
    LDH = "ldh", _("LDH")


class Intent(TextChoices):
    CURATIVE = "curative", _("curative")
    PALLIATIVE = "palliative", _("palliative")


class Approach(TextChoices):
    RIGHT_SUBCOSTAL_OPEN = "right_subcostal_open", _("open, right subcostal")
    LEFT_SUBCOSTAL_OPEN = "left_subcostal_open", _("open, left subcostal")
    BILATERAL_SUBCOSTAL_OPEN = "bilateral_subcostal_open", _("open, bilateral subcostal")
    MIDLINE_OPEN = "midline_open", _("open, midline")
    THORACO_ABDOMINAL = "thoraco_abdominal", _("thoraco-abdominal")
    MAKUUCHI = "makuuchi", _("Makuuchi")
    LUMBOTOMY = "lumbotomy", _("lumbotomy")
    LAPAROSCOPIC = "laparoscopic", _("laparoscopic")
    ROBOTIC = "robotic", _("robotic")
    OTHER = "other", _("other")


class Nephrectomy(TextChoices):
    NONE = "none", _("none")
    PARTIAL = "partial", _("partial")
    TOTAL = "total", _("total")
    RADICAL = "radical", _("radical")
    NOT_SPECIFIED = "not_specified", _("done, extent not specified")


class CavaProcedure(TextChoices):
    NONE = "none", _("none")
    THROMBECTOMY = "thrombectomy", _("thrombectomy")
    LATERAL_RESECTION = "lateral_resection", _("lateral (flap) resection")
    SEGMENTAL_RESECTION = "segmental_resection", _("segmental resection")
    LIGATION = "ligation", _("ligation")


class Reconstruction(TextChoices):
    NONE = "none", _("none")
    PRIMARY_SUTURE = "primary_suture", _("primary suture")
    PATCH = "patch", _("patch")
    INTERPOSITION_GRAFT = "interposition_graft", _("interposition graft")


class ReconstructionMaterial(TextChoices):
    PTFE = "ptfe", _("PTFE")
    POLYESTER = "polyester", _("polyester")
    BOVINE_PERICARDIUM = "bovine_pericardium", _("bovine pericardium")
    AUTOLOGOUS_VEIN = "autologous_vein", _("own vein")
    HOMOGRAFT = "homograft", _("homograft")
    OTHER = "other", _("other")


class ResectedOrgan(TextChoices):
    IVC = "ivc", _("inferior vena cava")
    RIGHT_KIDNEY = "right_kidney", _("right kidney")
    LEFT_KIDNEY = "left_kidney", _("left kidney")
    RIGHT_ADRENAL = "right_adrenal", _("right adrenal gland")
    LEFT_ADRENAL = "left_adrenal", _("left adrenal gland")
    LIVER = "liver", _("part of the liver")
    GALL_BLADDER = "gall_bladder", _("gall bladder")
    DUODENUM = "duodenum", _("duodenum")
    COLON = "colon", _("colon")
    PSOAS = "psoas", _("psoas")
    DIAPHRAGM = "diaphragm", _("diaphragm")
    AORTA = "aorta", _("aorta")
    OTHER = "other", _("other")


class Clamping(TextChoices):
    """From the least to the most of the circulation that is stopped."""

    NONE = "none", _("none")
    LATERAL = "lateral", _("lateral")
    INFRARENAL = "infrarenal", _("infrarenal")
    SUPRARENAL = "suprarenal", _("suprarenal")
    SUPRAHEPATIC = "suprahepatic", _("suprahepatic")
    VASCULAR_EXCLUSION = "vascular_exclusion", _("vascular exclusion of the liver")


class Bypass(TextChoices):
    NONE = "none", _("none")
    VENO_VENOUS = "veno_venous", _("veno-venous")
    CARDIOPULMONARY = "cardiopulmonary", _("cardiopulmonary")


class ClavienDindo(TextChoices):
    """Grades of complications after an operation, never of what happened during it."""

    NONE = "none", _("no complication")
    I = "I", _("I")  # noqa: E741
    II = "II", _("II")
    IIIA = "IIIa", _("IIIa")
    IIIB = "IIIb", _("IIIb")
    IVA = "IVa", _("IVa")
    IVB = "IVb", _("IVb")
    V = "V", _("V")


class Setting(TextChoices):
    NEOADJUVANT = "neoadjuvant", _("neoadjuvant")
    ADJUVANT = "adjuvant", _("adjuvant")
    FIRST_LINE = "first_line", _("first line")
    LATER_LINE = "later_line", _("later line")
    PALLIATIVE = "palliative", _("palliative")


class BiopsyRoute(TextChoices):
    CORE = "core", _("core needle")
    FNA = "fna", _("fine needle")
    SURGICAL = "surgical", _("surgical")
    TRANSJUGULAR = "transjugular", _("transjugular")


class MriIndication(TextChoices):
    THROMBUS_DOUBT = "thrombus_doubt", _("thrombus or tumour in doubt")
    CONTRAST_CONTRAINDICATED = "contrast_contraindicated", _("contrast CT contraindicated")
    OTHER = "other", _("other")


class Specimen(TextChoices):
    RESECTION = "resection", _("resection")
    BIOPSY = "biopsy", _("biopsy")


class Diagnosis(TextChoices):
    """Leiomyosarcoma of the cava and its look-alikes."""

    LEIOMYOSARCOMA = "leiomyosarcoma", _("leiomyosarcoma")
    LIPOSARCOMA = "liposarcoma", _("liposarcoma")
    UNDIFFERENTIATED_SARCOMA = "undifferentiated_sarcoma", _("undifferentiated sarcoma")
    OTHER_SARCOMA = "other_sarcoma", _("other sarcoma")
    LEIOMYOMA = "leiomyoma", _("leiomyoma")
    RENAL_CELL_CARCINOMA = "renal_cell_carcinoma", _("renal-cell carcinoma")
    ADRENOCORTICAL_CARCINOMA = "adrenocortical_carcinoma", _("adrenocortical carcinoma")
    HEPATOCELLULAR_CARCINOMA = "hepatocellular_carcinoma", _("hepatocellular carcinoma")
    PARAGANGLIOMA = "paraganglioma", _("paraganglioma")
    LYMPHOMA = "lymphoma", _("lymphoma")
    GERM_CELL_TUMOUR = "germ_cell_tumour", _("germ-cell tumour")
    METASTASIS = "metastasis", _("metastasis of another tumour")
    OTHER = "other", _("other")
    UNDETERMINED = "undetermined", _("undetermined")


class Certainty(TextChoices):
    DEFINITE = "definite", _("definite")
    PROBABLE = "probable", _("probable")
    POSSIBLE = "possible", _("possible")


class Origin(TextChoices):
    IVC = "ivc", _("inferior vena cava")
    RENAL_VEIN = "renal_vein", _("renal vein")
    KIDNEY = "kidney", _("kidney")
    OTHER = "other", _("other")
    UNDETERMINED = "undetermined", _("undetermined")


class Margin(TextChoices):
    CLEAR = "clear", _("clear")
    CLOSE = "close", _("close")
    INVOLVED = "involved", _("involved")
    NOT_DONE = "not_done", _("not done")


class Residual(TextChoices):
    """R as the source states it; a report may leave open which of two."""

    R0 = "R0", _("R0")
    R1 = "R1", _("R1")
    R0_R1 = "R0_R1", _("R0 or R1")
    R2 = "R2", _("R2")
    RX = "RX", _("RX")


class Metastasis(TextChoices):
    NO = "no", _("no")
    YES = "yes", _("yes")
    EQUIVOCAL = "equivocal", _("equivocal")
    NOT_ASSESSED = "not_assessed", _("not assessed")


class Judgement(TextChoices):
    """What a person decides rather than sees: the words of `Finding`, said as one says them."""

    PRESENT = "present", _("yes")
    ABSENT = "absent", _("no")
    EQUIVOCAL = "equivocal", _("equivocal")
    NOT_ASSESSED = "not_assessed", _("not assessed")


class AjccChapter(TextChoices):
    """Which chapter's stages a tumour of the cava is given: a registrar's decision."""

    RETROPERITONEUM = "retroperitoneum", _("retroperitoneum")
    TRUNK_EXTREMITIES = "trunk_extremities", _("trunk and extremities")


class VitalStatus(TextChoices):
    ALIVE_NED = "alive_ned", _("alive, no evidence of disease")
    ALIVE_WITH_DISEASE = "alive_with_disease", _("alive with disease")
    DEAD_OF_DISEASE = "dead_of_disease", _("dead of disease")
    DEAD_OTHER = "dead_other", _("dead of another cause")
    DEAD_UNKNOWN = "dead_unknown", _("dead, cause unknown")
    LOST = "lost", _("lost to follow-up")


DEAD_WORDS = (VitalStatus.DEAD_OF_DISEASE, VitalStatus.DEAD_OTHER, VitalStatus.DEAD_UNKNOWN)


class RecurrenceSite(TextChoices):
    LOCAL = "local", _("local")
    LIVER = "liver", _("liver")
    LUNG = "lung", _("lung")
    LYMPH_NODES = "lymph_nodes", _("lymph nodes")
    BONE = "bone", _("bone")
    SOFT_TISSUE = "soft_tissue", _("soft tissue")
    OTHER = "other", _("other")
