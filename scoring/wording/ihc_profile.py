"""The words of the card on stains. A stain that was not done is never called negative."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.phrases import Words
from scoring.wording.rule_words import RuleWords

OUTCOMES: Words = {
    "smooth_muscle": gettext_lazy("shown"),
    "in_part": gettext_lazy("shown in part"),
    "not_shown": gettext_lazy("not shown"),
}


def _short(card: Mapping[str, Any]) -> str:
    if card["outcome"] == "smooth_muscle":
        return _("Stains: smooth-muscle phenotype")
    if card["outcome"] == "in_part":
        return _("Stains: smooth-muscle phenotype in part")
    if card["outcome"] == "not_shown":
        return _("Stains: no smooth-muscle phenotype shown")
    return _("Stains: phenotype open")


WORDS = RuleWords(
    title=gettext_lazy("Smooth-muscle phenotype in the stains"),
    asks=gettext_lazy("Do the stains show a smooth-muscle phenotype?"),
    topic="diagnosis",
    outcomes=OUTCOMES,
    criteria={
        "sma": gettext_lazy("Smooth-muscle actin (SMA) positive"),
        "desmin": gettext_lazy("Desmin positive"),
        "h_caldesmon": gettext_lazy("h-caldesmon positive"),
        "cd117_negative": gettext_lazy("CD117 negative, as expected"),
        "ki67_low": gettext_lazy("Ki-67 low, as expected"),
    },
    caveats={
        "cd34_is_no_criterion": gettext_lazy(
            "CD34 is %(value)s here; the literature disagrees on CD34 in this tumour, so that it "
            "is no criterion, whatever it is"
        ),
        "ki67_has_no_limit": gettext_lazy(
            "the report calls a low Ki-67 usual and gives no number: it is shown, not judged"
        ),
    },
    values={
        "positive": gettext_lazy("positive"),
        "focal": gettext_lazy("focal"),
        "negative": gettext_lazy("negative"),
    },
    short=_short,
)
