"""The words of the segment card. What is only suggested is never said without that word."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.cava import (
    ENDS,
    YES_NO,
    caveat,
    gate_line,
    gated,
    level,
    needed,
    structures,
)
from scoring.wording.phrases import Words, by_level, why, word
from scoring.wording.rule_words import RuleWords
from scoring.wording.text import CardText, CriterionText

LABELS: Words = {
    "ivc_upper": gettext_lazy("Upper limit"),
    "ivc_lower": gettext_lazy("Lower limit"),
    "renal_vein_invaded": gettext_lazy("Renal vein invaded"),
    "ivc_invaded": gettext_lazy("Vena cava or its wall invaded"),
    "hepatic_veins_invaded": gettext_lazy("Hepatic veins invaded"),
    "right_atrium_invaded": gettext_lazy("Right atrium invaded"),
}


def describe(card: Mapping[str, Any]) -> CardText:
    """Certain, suggested and not excluded segments are told apart in every text."""
    return CardText(
        rule=card["rule"],
        title=str(WORDS.title),
        headline=_headline(card),
        short=_short(card),
        status=card["applicability"],
        lines=tuple(_lines(card)),
        criteria=tuple(_criterion(criterion) for criterion in card["criteria"]),
        missing=tuple(_missing(entry) for entry in card["missing"]),
        caveats=tuple(caveat(note) for note in card["caveats"]),
        citation=card["citation"],
        certain=tuple(card["certain"]),
        suggested=tuple(card["suggested"]),
        not_excluded=tuple(card["not_excluded"]),
    )


def _is_empty(card: Mapping[str, Any]) -> bool:
    return not (card["certain"] or card["suggested"] or card["not_excluded"])


def _headline(card: Mapping[str, Any]) -> str:
    if _is_empty(card):
        return _("No result: the limits contradict each other")
    parts = [_("Certain: %(segments)s") % {"segments": _sets(card["certain"])}]
    if card["suggested"]:
        parts.append(_("suggested: %(segments)s") % {"segments": _sets(card["suggested"])})
    if card["not_excluded"]:
        parts.append(_("not excluded: %(segments)s") % {"segments": _sets(card["not_excluded"])})
    return gated(card, "; ".join(parts))


def _sets(segments: Sequence[str]) -> str:
    return ", ".join(segments) or _("none")


def _short(card: Mapping[str, Any]) -> str:
    if _is_empty(card):
        return _("Segment: limits contradict")
    if card["suggested"] and not card["certain"]:
        return _("Segment %(segments)s suggested") % {"segments": _sets(card["suggested"])}
    if not card["certain"]:
        return _("Segment open")
    rest = [*card["suggested"], *card["not_excluded"]]
    words = {"certain": _sets(card["certain"]), "rest": _sets(rest)}
    return (_("Segment %(certain)s, %(rest)s open") if rest else _("Segment %(certain)s")) % words


def _lines(card: Mapping[str, Any]) -> list[str]:
    lines = gate_line(card["reasons"])
    if _is_empty(card):
        return lines
    lines.append(_("Certain: %(segments)s.") % {"segments": _sets(card["certain"])})
    for note in card["reasons"]:
        if note["code"] == "suggests":
            words = {"segment": note["segment"], "structures": structures(note["invaded"])}
            lines.append(
                _(
                    "Suggested: %(segment)s (%(structures)s invaded; an ostium counts to the "
                    "higher segment)."
                )
                % words
            )
    if card["not_excluded"]:
        lines.append(_("Not excluded: %(segments)s.") % {"segments": _sets(card["not_excluded"])})
    return lines


def _criterion(criterion: Mapping[str, Any]) -> CriterionText:
    reason = why(criterion["why"]) if "why" in criterion else ""
    is_limit = criterion["key"] in ENDS
    limit = level(criterion["value"]) if "value" in criterion else reason
    return CriterionText(
        key=criterion["key"],
        label=word(LABELS, criterion["key"]),
        answer=criterion["answer"],
        answer_text=limit if is_limit else word(YES_NO, criterion["answer"]),
        detail="" if is_limit else reason,
    )


def _missing(entry: Mapping[str, Any]) -> str:
    words = {"field": needed(entry), "levels": by_level(entry["settles"], ", ".join)}
    return _("%(field)s. %(levels)s.") % words


WORDS = RuleWords(
    title=gettext_lazy("Segment of the vena cava (Kulaylat)"),
    asks=gettext_lazy("Which segments of the cava does the tumour reach?"),
    topic="extent",
    name=gettext_lazy("segment"),
    describe=describe,
)
