"""The words of the IMDC card."""

from django.utils.translation import gettext_lazy

from scoring.rules.imdc import GROUPS
from scoring.wording.kidney_criteria import LIMITS
from scoring.wording.kidney_score import KidneyWords
from scoring.wording.phrases import Words
from scoring.wording.rule_words import RuleWords

LABELS: Words = {
    "haemoglobin": gettext_lazy("Haemoglobin below the lower limit"),
    "calcium": gettext_lazy("Calcium above the upper limit"),
    "time_to_systemic": gettext_lazy("Diagnosis to systemic therapy under 12 months"),
    "performance_status": gettext_lazy("Karnofsky status below 80"),
    "neutrophils": gettext_lazy("Neutrophils above the upper limit"),
    "platelets": gettext_lazy("Platelets above the upper limit"),
}
TITLE = gettext_lazy("IMDC risk group")

WORDS = RuleWords(
    title=TITLE,
    asks=gettext_lazy("How many of the six risk factors for metastatic kidney cancer are met?"),
    topic="risk",
    name=gettext_lazy("IMDC"),
    limits=LIMITS,
    describe=KidneyWords(
        title=TITLE, name=gettext_lazy("IMDC"), labels=LABELS, groups=GROUPS
    ).describe,
)
