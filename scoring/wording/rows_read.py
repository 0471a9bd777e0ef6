"""Words for which studies and specimens a card rests on, where the record has several."""

from django.utils.translation import gettext_lazy

from scoring.wording.phrases import Words

UNDATED: Words = {"undated": gettext_lazy("undated")}
STUDIES: Words = {
    "study_after_treatment": gettext_lazy(
        "imaging after the first operation or recurrence is left out: %(dates)s"
    ),
    "studies_differ": gettext_lazy(
        "studies give sizes that differ by more than a fifth; the one read: %(date)s"
    ),
}
SPECIMENS: Words = {
    "specimen_of_recurrence": gettext_lazy(
        "what was taken after the tumour came back is left out: %(dates)s"
    ),
    "other_resection": gettext_lazy(
        "another specimen of a resection is on record, not read here: %(dates)s"
    ),
}
