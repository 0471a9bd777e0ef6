"""The words of the list of open items."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring.wording.phrases import Words, alternatives, word
from scoring.wording.record import in_words, labels
from scoring.wording.rule_words import RuleWords

DOUBTS: Words = {
    "recorded": gettext_lazy("a doubt of the team"),
    "without_text": gettext_lazy("a doubt of the team, without saying which"),
}


def _headline(card: Mapping[str, Any]) -> str:
    if card["counted"] == 0:
        return _("Nothing recorded as equivocal, disputed or in doubt")
    return ngettext(
        "%(counted)s item for a person to resolve",
        "%(counted)s items for a person to resolve",
        card["counted"],
    ) % {"counted": card["counted"]}


def _short(card: Mapping[str, Any]) -> str:
    return _("Open items: %(counted)s") % {"counted": card["counted"] or _("none")}


def _detail(criterion: Mapping[str, Any]) -> Sequence[str]:
    details = []
    if "doubt" in criterion:
        details.append(word(DOUBTS, criterion["doubt"]))
    if criterion.get("signs"):
        details.append(labels("ct_thorax", criterion["signs"]))
    if criterion.get("differentials"):
        path = "ct_thorax.differentials"
        details.append(alternatives(in_words(path, each) for each in criterion["differentials"]))
    return details


WORDS = RuleWords(
    title=gettext_lazy("Open items"),
    asks=gettext_lazy("What is equivocal, disputed or in doubt, and waits for a person?"),
    topic="loose_ends",
    headline=_headline,
    short=_short,
    detail=_detail,
    answer=lambda _criterion: str(_("open")),
)
