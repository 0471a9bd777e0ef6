"""Headings under which a person finds the cards."""

from django.utils.translation import gettext_lazy

from scoring.wording.phrases import Words

TOPICS: Words = {
    "risk": gettext_lazy("Risk scores and prognostic factors"),
    "extent": gettext_lazy("Extent and access"),
    "diagnosis": gettext_lazy("Diagnosis"),
    "imaging": gettext_lazy("Imaging"),
    "stage": gettext_lazy("Stage, grade and margins"),
    "laboratory": gettext_lazy("Laboratory"),
    "loose_ends": gettext_lazy("Loose ends"),
}
