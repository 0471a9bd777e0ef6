"""The words of the MSKCC card."""

from django.utils.translation import gettext_lazy

from scoring.rules.mskcc import GROUPS
from scoring.wording.kidney_criteria import LIMITS
from scoring.wording.kidney_score import KidneyWords
from scoring.wording.phrases import Words
from scoring.wording.rule_words import RuleWords

LABELS: Words = {
    "haemoglobin": gettext_lazy("Haemoglobin below the lower limit"),
    "calcium": gettext_lazy("Corrected calcium above 2.5 mmol/L"),
    "ldh": gettext_lazy("LDH above 1.5 times the upper limit"),
    "time_to_systemic": gettext_lazy("Diagnosis to systemic therapy under 12 months"),
    "performance_status": gettext_lazy("Karnofsky status below 80"),
}
TITLE = gettext_lazy("MSKCC risk group")

WORDS = RuleWords(
    title=TITLE,
    asks=gettext_lazy("How many of the five older risk factors for kidney cancer are met?"),
    topic="risk",
    limits=LIMITS,
    describe=KidneyWords(
        title=TITLE, name=gettext_lazy("MSKCC"), labels=LABELS, groups=GROUPS
    ).describe,
)
