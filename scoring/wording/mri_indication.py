"""The words on MRI: a statement about the report's rule."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rules.decisions import UNDETERMINED
from scoring.wording.contrast import ALLERGY
from scoring.wording.phrases import Words, listed, word
from scoring.wording.rule_words import Payload, RuleWords

REASONS: Words = {
    "thrombus_doubt": gettext_lazy("doubt about a thrombus"),
    "contrast_ct_contraindicated": gettext_lazy("contrast CT ruled out"),
}
OPEN: Words = {
    "thrombus_doubt": gettext_lazy("whether a thrombus is in doubt"),
    "contrast_ct_contraindicated": gettext_lazy("whether contrast CT is ruled out"),
}


def _headline(card: Payload) -> str:
    """Which reason is given; while the answer is open, which one is not known."""
    if card["outcome"] == UNDETERMINED:
        words = {"reasons": listed(_reasons(card, OPEN, ("unknown", "not_applicable")))}
        return _("Undetermined; open: %(reasons)s") % words
    if card["outcome"] == "indicated":
        words = {"reasons": listed(_reasons(card, REASONS, ("yes",)))}
        return _("Indicated by the report's rule: %(reasons)s") % words
    return _("Not indicated by the report's rule: neither of its reasons is given")


def _reasons(card: Payload, words: Words, answers: Sequence[str]) -> list[str]:
    return [
        word(words, each["key"])
        for each in card["criteria"]
        if each["key"] in words and each["answer"] in answers
    ]


WORDS = RuleWords(
    title=gettext_lazy("MRI by the report's rule"),
    asks=gettext_lazy("Does the report name a reason for MRI here?"),
    topic="imaging",
    outcomes={
        "indicated": gettext_lazy("indicated"),
        "not_indicated": gettext_lazy("not indicated"),
    },
    criteria={
        "thrombus_doubt": gettext_lazy("Doubt between thrombus and tumour"),
        "contrast_ct_contraindicated": gettext_lazy("Contrast CT contraindicated"),
        "mri_done": gettext_lazy("MRI on record"),
    },
    caveats={
        **ALLERGY,
        "thrombus_uncertain": gettext_lazy(
            "CT calls the thrombus uncertain, while the team's judgement names no doubt"
        ),
        "others_prefer_mri": gettext_lazy(
            "some later reports prefer MRI, and the UK guideline of 2024 names it as the usual "
            "imaging of a soft-tissue sarcoma before surgery"
        ),
    },
    headline=_headline,
)
