"""The words of the residual tumour card."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.phrases import DIAGNOSES, Words, alternatives, word
from scoring.wording.rows_read import SPECIMENS, UNDATED
from scoring.wording.rule_words import RuleWords

CLASSES: Words = {
    "R0": gettext_lazy("R0"),
    "R1": gettext_lazy("R1"),
    "R2": gettext_lazy("R2"),
    "RX": gettext_lazy("RX"),
    "R0_R1": gettext_lazy("R0 or R1"),
}
MARGINS: Words = {
    "clear": gettext_lazy("clear"),
    "close": gettext_lazy("close"),
    "involved": gettext_lazy("involved"),
    "none": gettext_lazy("there is none"),
}
CRITERIA: Words = {
    "macroscopic_residual": gettext_lazy("Macroscopic residual tumour"),
    "specimen_involved": gettext_lazy("Margin of the specimen involved"),
    "recut_involved": gettext_lazy("Margin of the recut of the cava involved"),
}
REASONS: Words = {
    "histology": gettext_lazy("the histology is %(value)s, which is benign"),
    "not_operated": gettext_lazy("no operation was done"),
    "resection_unknown": gettext_lazy("whether a resection was done is %(why)s"),
}
CAVEATS: Words = {
    "residual_not_stated": gettext_lazy(
        "macroscopic residual tumour is not stated and counted as none"
    ),
    "distance_contradicts": gettext_lazy(
        "the margin of the specimen and its distance contradict each other; both are kept as "
        "possible"
    ),
    "close_margin": gettext_lazy("a close margin counts as clear: no tumour reaches it"),
    "recut_clear": gettext_lazy(
        "the margin of the specimen is involved and that of the recut clear; whether the recut "
        "replaces the involved margin is not recorded"
    ),
    "reported_contradicts": gettext_lazy(
        "reported as %(reported)s, while the margins leave %(groups)s: check both"
    ),
    **SPECIMENS,
}


def _headline(card: Mapping[str, Any]) -> str:
    if card["applicability"] == "not_applicable":
        return _("No class of residual tumour")
    if "alone" in card:
        return _("%(class)s, as reported") % {"class": _class(card)}
    parts = [_class(card)]
    if any(note["code"] == "residual_not_stated" for note in card["caveats"]):
        parts.append(_("macroscopic residual not stated"))
    if "reported" in card:
        reported = {"group": word(CLASSES, card["reported"]["group"])}
        parts.append(_("reported as %(group)s") % reported)
    return "; ".join(parts)


def _class(card: Mapping[str, Any]) -> str:
    if card["outcome"] != "RX":
        return WORDS.outcome(card)
    return _("RX: %(groups)s possible") % {"groups": alternatives(card["groups"])}


def _short(card: Mapping[str, Any]) -> str:
    if card["applicability"] == "not_applicable":
        return _("Residual tumour: not applicable")
    known = card["outcome"] if card["outcome"] in CLASSES else alternatives(card["groups"])
    return _("Residual tumour: %(group)s") % {"group": known}


def _lines(card: Mapping[str, Any]) -> list[str]:
    if "alone" not in card or card["applicability"] == "not_applicable":
        return []
    alone = {"groups": alternatives(card["alone"]["groups"])}
    return [_("By the margins alone: %(groups)s.") % alone]


def _detail(criterion: Mapping[str, Any]) -> Sequence[str]:
    """The report's own word for the margin."""
    return [word(MARGINS, criterion["word"])] if "word" in criterion else []


WORDS = RuleWords(
    title=gettext_lazy("Residual tumour (R)"),
    asks=gettext_lazy("What do the margins say about tumour left behind?"),
    topic="stage",
    name=gettext_lazy("residual tumour"),
    outcomes=CLASSES,
    criteria=CRITERIA,
    reasons=REASONS,
    caveats=CAVEATS,
    values={**CLASSES, **MARGINS, **DIAGNOSES, **UNDATED},
    headline=_headline,
    short=_short,
    lines=_lines,
    detail=_detail,
)
