"""The words on how well imaging tells the tumour from other sarcomas."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rules.decisions import UNDETERMINED
from scoring.wording.phrases import DIAGNOSES, Words, state
from scoring.wording.rule_words import Payload, RuleWords

OUTCOMES: Words = {
    "difficult": gettext_lazy("hard to tell from another retroperitoneal sarcoma"),
    "not_singled_out": gettext_lazy("not singled out by the report as hard to tell apart"),
}


def _headline(card: Payload) -> str:
    if card["outcome"] != UNDETERMINED:
        return WORDS.outcome(card)
    (growth,) = card["criteria"]
    if "value" in growth:
        return _("Undetermined: which component predominates is not recorded")
    return _("Undetermined: the growth is %(why)s") % {"why": state(growth["why"])}


WORDS = RuleWords(
    title=gettext_lazy("Telling it apart on imaging"),
    asks=gettext_lazy("Is it among the tumours that the report calls hard to tell apart?"),
    topic="imaging",
    outcomes=OUTCOMES,
    criteria={"extraluminal_predominant": gettext_lazy("Growth mainly outside the lumen")},
    reasons={"histology": gettext_lazy("the histology is %(value)s")},
    caveats={
        "both_components": gettext_lazy(
            "both components are recorded and not which one predominates; the report speaks of a "
            "predominant one outside the lumen"
        ),
        "sometimes": gettext_lazy(
            "the report calls the distinction sometimes difficult whatever the growth"
        ),
    },
    values={
        "extraluminal": gettext_lazy("extraluminal"),
        "intraluminal": gettext_lazy("intraluminal"),
        "both": gettext_lazy("both"),
        **DIAGNOSES,
    },
    headline=_headline,
)
