"""The words on the first imaging."""

from django.utils.translation import gettext_lazy

from scoring.wording.contrast import ALLERGY
from scoring.wording.phrases import Words, word
from scoring.wording.rule_words import Payload, RuleWords

HEADLINES: Words = {
    "contrast_ct": gettext_lazy("CT with contrast: not judged contraindicated"),
    "mri": gettext_lazy("MRI: contrast CT is judged contraindicated"),
    "undetermined": gettext_lazy(
        "Undetermined: whether contrast CT is contraindicated is not known"
    ),
}
SHORTS: Words = {
    "contrast_ct": gettext_lazy("First imaging: CT with contrast"),
    "mri": gettext_lazy("First imaging: MRI"),
    "undetermined": gettext_lazy("First imaging: undetermined"),
}


def _headline(card: Payload) -> str:
    return word(HEADLINES, card["outcome"])


def _short(card: Payload) -> str:
    return word(SHORTS, card["outcome"])


WORDS = RuleWords(
    title=gettext_lazy("First imaging by the report's rule"),
    asks=gettext_lazy("CT with contrast, or MRI?"),
    topic="imaging",
    outcomes={
        "contrast_ct": gettext_lazy("CT with contrast"),
        "mri": gettext_lazy("MRI"),
    },
    criteria={
        "contrast_ct_contraindicated": gettext_lazy("Contrast CT contraindicated"),
        "contrast_allergy": gettext_lazy("Allergy to contrast medium"),
        "contrast": gettext_lazy("CT of the abdomen with contrast on record"),
    },
    reasons={
        "check_first": gettext_lazy(
            "whether contrast CT is contraindicated is %(why)s; allergy and renal function are "
            "what decides it"
        ),
    },
    caveats=ALLERGY,
    headline=_headline,
    short=_short,
)
