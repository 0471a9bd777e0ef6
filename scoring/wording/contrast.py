"""What is said of an allergy to contrast medium beside the judgement on contrast CT."""

from django.utils.translation import gettext_lazy

from scoring.wording.phrases import Words

ALLERGY: Words = {
    "allergy_yet_allowed": gettext_lazy(
        "an allergy to contrast medium is recorded, yet contrast CT is not judged contraindicated"
    ),
    "allergy_not_judged": gettext_lazy(
        "an allergy to contrast medium is recorded; whether it rules out contrast CT is not settled"
    ),
    "allergy_unknown": gettext_lazy(
        "contrast CT is not judged contraindicated, while allergy to contrast medium is %(why)s"
    ),
}
