"""Published figures of groups of patients: never of one patient, and on no page of a case.

Each row names its source, year, number of patients and their treatment. Rows on one outcome stand
together, so that sources which disagree are read side by side. What could not be read in a source
is not here: hence no year, or no number of patients, in some rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
UNITS: Mapping[str, Text] = {
    "percent": "%",
    "months": _("months"),
    "years": _("years"),
    "": "",
}


@dataclass(frozen=True)
class Source:
    """year: of publication; 0 where it is not known. reference: journal, volume, pages."""

    name: str
    year: int
    reference: str = ""


@dataclass(frozen=True)
class Row:
    """value: "49.4", "< 50", "1/3–1/2", "41/218" or "1:5". unit: a key of UNITS.

    n: patients that the figure is of, never those of the whole series; 0 where it is not known.
    who: and their treatment.
    """

    source: Source
    n: int
    who: Text
    value: str
    unit: str = "percent"
    note: Text = ""

    @property
    def figure(self) -> str:
        """As the page prints it."""
        return f"{self.value} {UNITS[self.unit]}".strip()


@dataclass(frozen=True)
class Table:
    """One outcome. is_outlook: of survival or recurrence. remark: what the rows do not say."""

    key: str
    heading: Text
    rows: tuple[Row, ...]
    is_outlook: bool = True
    remark: Text = ""


REPORT = Source("Bilgo et al.", 0, "case report, lines 98-119, 233-237")
MINGOLI = Source("Mingoli et al.", 1996, "Anticancer Res 16:3201-5")
WACHTEL = Source("Wachtel et al.", 2015, "pooled series")
LASKIN = Source("Laskin et al.", 2010)
HILLIARD = Source("Hilliard et al.", 2005, "review")
ITO = Source("Ito et al.", 2007)
HINES = Source("Hines et al.", 1999)
DZSINICH = Source("Dzsinich et al.", 1992)
KOREA = Source("Korean centre", 0)
CANANZI = Source("Cananzi et al.", 2016, "doi 10.1002/jso.24244")
JSO = Source("J Surg Oncol", 2015, "PMID 25297650")
JVS = Source("J Visc Surg", 2016, "PMID 26711879")
ILLUMINATI = Source("Illuminati et al.", 0)
TARPSWG = Source("TARPSWG", 2016)
EURORAD = Source("Eurorad", 0, "case and review")
HINDAWI = Source("Hindawi", 0, "case report quoting Mingoli")
HENG = Source("Heng et al.", 2013, "Lancet Oncol 14:141-8")
SECOND_LINE = Source("BMS; Danish renal-cancer group", 0, "quoting the IMDC")
MOTZER = Source("MSKCC (Motzer)", 0, "as three calculators quote it")
ETKIN = Source("Etkin et al.", 0)
JVSVL = Source("J Vasc Surg Venous Lymphat Disord", 2024, "doi 10.1016/j.jvsv.2024.101885")

RADICAL = _("radical resection")
RESECTED = _("resected")
MIXED = _("not broken down by treatment")
ON_THERAPY = _("metastatic renal-cell carcinoma on first-line systemic therapy")
ON_SECOND = _("metastatic renal-cell carcinoma on second-line therapy")
SPECIFIC = _("deaths of the disease only")
MIDDLE = _("middle segment; treatment as in the registry")
LOWER = _("lower segment; treatment as in the registry")
AT_FIVE, AT_TEN = _("at five years"), _("at ten years")
MEDIAN = _("median")
UNSAID = _("which average is not named")

OUTLOOK = (
    Table(
        "five-years",
        _("Survival at five years, leiomyosarcoma of the cava"),
        (
            Row(REPORT, 0, MIXED, "< 50", note=_("the next row's figure, rounded")),
            Row(MINGOLI, 134, RADICAL, "49.4", note=_("134 of 218 in the registry")),
            Row(WACHTEL, 377, MIXED, "55"),
            Row(LASKIN, 40, MIXED, "50"),
            Row(HINES, 14, MIXED, "53", note=_("worse with an involved margin, p < 0.03")),
            Row(ILLUMINATI, 18, RESECTED, "54", note=SPECIFIC),
            Row(JSO, 6, MIXED, "66.7", note=SPECIFIC),
            Row(KOREA, 12, MIXED, "75"),
            Row(CANANZI, 11, MIXED, "77.8", note=_("R0 in 64 %")),
        ),
    ),
    Table(
        "other-years",
        _("Survival at other times, leiomyosarcoma of the cava"),
        (
            Row(ILLUMINATI, 18, RESECTED, "60", note=_("at three years, of the disease only")),
            Row(REPORT, 0, MIXED, "< 30", note=AT_TEN),
            Row(MINGOLI, 134, RADICAL, "29.5", note=AT_TEN),
            Row(LASKIN, 40, MIXED, "22", note=AT_TEN),
            Row(KOREA, 12, MIXED, "56.3", note=AT_TEN),
        ),
    ),
    Table(
        "length",
        _("Length of survival, leiomyosarcoma of the cava"),
        (
            Row(ITO, 0, _("complete resection"), "71", "months", UNSAID),
            Row(KOREA, 12, MIXED, "127", "months", UNSAID),
            Row(JVS, 8, MIXED, "120", "months", _("mean")),
            Row(DZSINICH, 13, _("venous tumours, 8 of the cava"), "3.5", "years", MEDIAN),
            Row(WACHTEL, 0, _("4 or 5 points of its score"), "6", "months", MEDIAN),
            Row(WACHTEL, 0, _("2 or 3 points of its score"), "23", "months", MEDIAN),
            Row(WACHTEL, 0, _("0 or 1 point of its score"), "29", "months", MEDIAN),
        ),
        remark=_("The abstract of Wachtel et al. does not say what its score is made of."),
    ),
    Table(
        "by-segment",
        _("Survival by segment, leiomyosarcoma of the cava"),
        (
            Row(MINGOLI, 0, MIDDLE, "56.7", note=AT_FIVE),
            Row(MINGOLI, 0, LOWER, "37.8", note=AT_FIVE),
            Row(MINGOLI, 0, MIDDLE, "47.3", note=AT_TEN),
            Row(MINGOLI, 0, LOWER, "14.2", note=AT_TEN),
        ),
        remark=_(
            "The lower segment is the easier one to operate on and has the worse survival "
            "(p < 0.002). Hilliard et al. count levels: survival is best at level 2, worse at "
            "level 1. Survival is also worse with the upper segment, oedema of the legs, "
            "Budd-Chiari syndrome, growth within the lumen and an occluded cava (Mingoli et al., "
            "each p < 0.001)."
        ),
    ),
    Table(
        "recurrence",
        _("Recurrence, leiomyosarcoma of the cava"),
        (
            Row(REPORT, 0, MIXED, "1/3–1/2", "", _("have a recurrence")),
            Row(HILLIARD, 211, MIXED, "40", note=_("11 % local, 29 % distant recurrence")),
            Row(ITO, 20, MIXED, "68", note=_("have a recurrence")),
            Row(JVS, 8, MIXED, "75", note=_("local recurrence")),
            Row(KOREA, 12, MIXED, "75", note=_("distant recurrence")),
        ),
    ),
    Table(
        "disease-free",
        _("Time without recurrence, leiomyosarcoma of the cava"),
        (
            Row(REPORT, 0, MIXED, "25", "months", _("median time to recurrence")),
            Row(ITO, 20, MIXED, "21", "months", _("median disease-free survival")),
            Row(KOREA, 12, MIXED, "49", "months", _("disease-free survival; average not named")),
            Row(WACHTEL, 377, MIXED, "6", note=_("disease-free survival at five years")),
            Row(JSO, 6, MIXED, "30", note=_("disease-free survival at five years")),
            Row(CANANZI, 11, MIXED, "10", note=_("survival without distant recurrence")),
        ),
        remark=_(
            "The report has a recurrence in a third to a half of patients; in the largest pooled "
            "series it is nearly certain."
        ),
    ),
    Table(
        "death",
        _("Death around the operation, leiomyosarcoma of the cava"),
        (
            Row(HILLIARD, 0, RESECTED, "4"),
            Row(DZSINICH, 13, _("venous tumours, 8 of the cava"), "15"),
        ),
    ),
    Table(
        "retroperitoneum",
        _("Survival and recurrence, retroperitoneal sarcoma of all types"),
        (
            Row(TARPSWG, 1007, MIXED, "67", note=_("survival at five years")),
            Row(TARPSWG, 1007, MIXED, "56", note=_("survival at eight years")),
            Row(TARPSWG, 1007, MIXED, "46", note=_("survival at ten years")),
            Row(TARPSWG, 1007, MIXED, "25.9", note=_("local recurrence at five years")),
            Row(TARPSWG, 1007, MIXED, "31.3", note=_("local recurrence at eight years")),
            Row(TARPSWG, 1007, MIXED, "35", note=_("local recurrence at ten years")),
            Row(TARPSWG, 1007, MIXED, "21", note=_("distant recurrence at five years")),
            Row(TARPSWG, 1007, MIXED, "21.6", note=_("distant recurrence at eight years")),
            Row(TARPSWG, 1007, MIXED, "21.6", note=_("distant recurrence at ten years")),
        ),
    ),
    Table(
        "kidney",
        _("Median survival by risk group, metastatic renal-cell carcinoma"),
        (
            Row(HENG, 157, ON_THERAPY, "43.2", "months", _("IMDC favourable")),
            Row(HENG, 440, ON_THERAPY, "22.5", "months", _("IMDC intermediate")),
            Row(HENG, 252, ON_THERAPY, "7.8", "months", _("IMDC poor")),
            Row(SECOND_LINE, 0, ON_SECOND, "35.3", "months", _("IMDC favourable")),
            Row(SECOND_LINE, 0, ON_SECOND, "16.6", "months", _("IMDC intermediate")),
            Row(SECOND_LINE, 0, ON_SECOND, "5.4", "months", _("IMDC poor")),
            Row(MOTZER, 0, ON_THERAPY, "20", "months", _("MSKCC favourable")),
            Row(MOTZER, 0, ON_THERAPY, "10", "months", _("MSKCC intermediate")),
            Row(MOTZER, 0, ON_THERAPY, "4", "months", _("MSKCC poor")),
        ),
        remark=_("None of these is of leiomyosarcoma: both scores were made for kidney cancer."),
    ),
)
OTHERS = (
    Table(
        "frequency",
        _("How often each segment is involved"),
        (
            Row(MINGOLI, 218, _("lower segment"), "80/218", ""),
            Row(MINGOLI, 218, _("middle segment"), "94/218", ""),
            Row(MINGOLI, 218, _("upper segment"), "41/218", ""),
            Row(HINDAWI, 0, _("lower segment"), "44.2"),
            Row(HINDAWI, 0, _("middle segment"), "50.8"),
            Row(HINDAWI, 0, _("upper segment"), "4.2"),
            Row(EURORAD, 0, _("lower segment"), "37"),
            Row(EURORAD, 0, _("middle segment"), "43"),
            Row(EURORAD, 0, _("upper segment"), "20"),
            Row(HILLIARD, 211, _("middle segment"), "33"),
        ),
        is_outlook=False,
        remark=_("A report that quotes Mingoli et al. gives other numbers than they do."),
    ),
    Table(
        "who",
        _("Who has leiomyosarcoma of the cava"),
        (
            Row(REPORT, 0, _("men to women"), "1:5", "", _("from the fifth decade on")),
            Row(EURORAD, 0, _("women to men"), "3:1", ""),
            Row(WACHTEL, 377, _("women"), "76", note=_("median age 55 years")),
            Row(REPORT, 0, _("with symptoms, pain in the back"), "> 80"),
            Row(HILLIARD, 211, _("abdominal pain or a mass"), "57"),
            Row(HILLIARD, 211, _("Budd-Chiari syndrome"), "17"),
            Row(HILLIARD, 211, _("deep vein thrombosis"), "4"),
            Row(REPORT, 0, _("of primary tumours of the cava"), "95"),
            Row(REPORT, 0, _("in the cava, of those of veins"), "38"),
            Row(REPORT, 0, _("of sarcomas"), "6"),
        ),
        is_outlook=False,
    ),
    Table(
        "reconstruction",
        _("What was done with the cava, and how it held"),
        (
            Row(JVSVL, 13, _("ligation of an occluded cava"), "4/13", ""),
            Row(JVSVL, 13, _("pericardial patch of an open cava"), "7/13", ""),
            Row(JVSVL, 13, _("primary repair of an open cava"), "2/13", ""),
            Row(ITO, 20, _("primary repair"), "12/20", ""),
            Row(ITO, 20, _("graft"), "5/20", ""),
            Row(ITO, 20, _("ligation"), "3/20", ""),
            Row(ETKIN, 0, _("open at one year: primary repair or patch"), "100"),
            Row(ETKIN, 0, _("open at one year: bypass graft"), "86"),
            Row(ILLUMINATI, 18, _("caval grafts occluded"), "7/18", ""),
        ),
        is_outlook=False,
        remark=_(
            "No limb was lost after ligation in 127 oncological resections (Etkin et al.); oedema "
            "and compartment syndrome of the leg are reported. With rich collaterals the left "
            "renal vein was left without a new connection. Tumours of the upper segment were "
            "called not amenable to surgery in 1976 (Arch Surg 111:1081); resections have been "
            "published since."
        ),
    ),
)
TABLES = (*OUTLOOK, *OTHERS)
