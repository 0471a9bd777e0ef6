"""The words of the expert-centre card: which criteria are met and whose they are, no advice."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.cava import structures
from scoring.wording.phrases import Words, listed, word
from scoring.wording.rule_words import RuleWords

CRITERIA: Words = {
    "segment_ii_or_iii": gettext_lazy("Segment II or III"),
    "right_atrium": gettext_lazy("Right atrium reached"),
    "veins": gettext_lazy("Hepatic or renal veins invaded"),
    "neighbouring_organ": gettext_lazy("A neighbouring organ invaded"),
    "reconstruction": gettext_lazy("Reconstruction of the cava"),
    "equivocal_staging": gettext_lazy("Equivocal staging"),
}
# Short enough that all six stand in one line.
SHORT: Words = {
    "segment_ii_or_iii": gettext_lazy("segment II/III"),
    "right_atrium": gettext_lazy("atrium"),
    "veins": gettext_lazy("veins"),
    "neighbouring_organ": gettext_lazy("organ"),
    "reconstruction": gettext_lazy("closure"),
    "equivocal_staging": gettext_lazy("staging"),
}
ORGANS: Words = {
    "right_kidney": gettext_lazy("right kidney"),
    "left_kidney": gettext_lazy("left kidney"),
    "liver": gettext_lazy("liver"),
    "duodenum": gettext_lazy("duodenum"),
    "adrenal": gettext_lazy("adrenal gland"),
    "aorta": gettext_lazy("aorta"),
    "psoas": gettext_lazy("psoas"),
    "ureter": gettext_lazy("ureter"),
    "colon": gettext_lazy("colon"),
}
OUTCOMES: Words = {
    "criteria_met": gettext_lazy("a criterion met"),
    "no_criterion_met": gettext_lazy("no criterion met"),
}


def _headline(card: Mapping[str, Any]) -> str:
    if card["outcome"] == "criteria_met":
        met = [each["key"] for each in card["criteria"] if each["answer"] == "yes"]
        return _("%(counted)s: %(met)s") % {
            "counted": _counted(card),
            "met": listed(word(SHORT, key) for key in met),
        }
    if card["outcome"] == "by_default":
        return _("No criterion is known to be met: specialist team by default")
    return _("No criterion met; a mass that looks like a sarcoma is referred all the same")


def _counted(card: Mapping[str, Any]) -> str:
    return _("%(counted)s of %(of)s criteria met") % card


def _short(card: Mapping[str, Any]) -> str:
    if card["outcome"] == "by_default":
        return _("Expert centre: by default, criteria open")
    return _("Expert centre: %(counted)s") % {"counted": _counted(card)}


def _lines(card: Mapping[str, Any]) -> Sequence[str]:
    lines = [
        _(
            "The six criteria are a convention of this software. The report says only that this "
            "surgery sometimes calls for a multidisciplinary team and an expert centre (lines "
            "211–213)."
        ),
        _(
            "The UK guideline of 2024 sends a retroperitoneal mass that looks like a soft-tissue "
            "sarcoma to a specialist team, whatever is met here."
        ),
    ]
    if card["outcome"] == "by_default":
        lines.append(_("What is not known counts as a reason to refer, not as a reason against."))
    return lines


def _detail(criterion: Mapping[str, Any]) -> Sequence[str]:
    if "certain" in criterion:
        return [_("certain: %(segments)s") % {"segments": ", ".join(criterion["certain"])}]
    if "suggested" in criterion:
        return [_("only suggested: %(segments)s") % {"segments": ", ".join(criterion["suggested"])}]
    if "invaded" not in criterion:
        return []
    if criterion["key"] == "veins":
        return [structures(criterion["invaded"])]
    return [listed(word(ORGANS, organ) for organ in criterion["invaded"])]


WORDS = RuleWords(
    title=gettext_lazy("Expert centre and specialist team"),
    asks=gettext_lazy("Which criteria for a specialist team does the record meet?"),
    topic="extent",
    outcomes=OUTCOMES,
    criteria=CRITERIA,
    values={"equivocal": gettext_lazy("equivocal")},
    headline=_headline,
    short=_short,
    lines=_lines,
    detail=_detail,
)
