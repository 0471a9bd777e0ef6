"""The words of the accessibility card. They never say unresectable, and add nothing up."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.cava import YES_NO, caveat, gate_line, gated, needed
from scoring.wording.phrases import WHY, Words, alternatives, by_level, listed, why, word
from scoring.wording.rule_words import RuleWords
from scoring.wording.text import CardText, CriterionText

OUTCOMES: Words = {
    "accessible": gettext_lazy("accessible"),
    "challenging": gettext_lazy("challenging"),
    "conditional": gettext_lazy("conditional"),
    "often_impossible": gettext_lazy("often impossible"),
    "undetermined": gettext_lazy("undetermined"),
}
HEADLINES: Words = {
    "accessible": gettext_lazy("Accessible: segment I only"),
    "challenging": gettext_lazy("Challenging: segment II"),
    "conditional": gettext_lazy("Conditional: segment III, hepatic veins free"),
    "often_impossible": gettext_lazy(
        "Often impossible according to the report: for the board to discuss"
    ),
}
REASONS: Words = {
    "accessible": gettext_lazy(
        "Segment I only: the cava below the renal veins can often be clamped without harm (report, "
        "lines 202–206)."
    ),
    "challenging": gettext_lazy(
        "Segment II, which the report (lines 208–211) calls retrohepatic: renal veins may be "
        "invaded."
    ),
    "conditional": gettext_lazy(
        "Segment III: it depends on the hepatic veins, and they are free (report, lines 206–208)."
    ),
    "often_impossible": gettext_lazy(
        "Segment III with invaded hepatic veins: excision is often impossible according to the "
        "report (lines 206–208). Published cases of this kind have been resected: to be discussed "
        "by the multidisciplinary team."
    ),
}
LABELS: Words = {
    "segment_i_only": gettext_lazy("Segment I only"),
    "border_abdominal_wall": gettext_lazy("Border with the abdominal wall kept"),
    "border_thoracic_wall": gettext_lazy("Border with the thoracic wall kept"),
    "hepatic_veins_free": gettext_lazy("Hepatic veins free"),
    "segment_iii_with_hepatic_veins": gettext_lazy("Segment III with invaded hepatic veins"),
    "renal_veins": gettext_lazy("One or both renal veins invaded"),
    "retrohepatic": gettext_lazy("Segment II, which the report calls retrohepatic"),
    "right_atrium": gettext_lazy("Right atrium reached"),
    "endoluminal_bud": gettext_lazy("Endoluminal bud"),
    "metastasis": gettext_lazy("Metastasis present or equivocal"),
}
UPPER, LOWER = "ct_abdomen.ivc_upper", "ct_abdomen.ivc_lower"
TO_ASSESS: Words = {
    UPPER: gettext_lazy("the upper limit of the tumour"),
    "ct_abdomen.invades_hepatic_veins": gettext_lazy("the hepatic veins"),
}
OPEN: Words = {
    UPPER: gettext_lazy("upper limit"),
    "ct_abdomen.invades_hepatic_veins": gettext_lazy("hepatic veins"),
}
WHY_OPEN: Words = {**WHY, "unanswered": gettext_lazy("not reported")}
UNDETERMINED = "undetermined"


def describe(card: Mapping[str, Any]) -> CardText:
    """The sheet of statements keeps its sides: for first, then against."""
    return CardText(
        rule=card["rule"],
        title=str(WORDS.title),
        headline=_headline(card),
        status=card["applicability"],
        lines=tuple(_lines(card)),
        criteria=tuple(_criterion(criterion) for criterion in card["criteria"]),
        missing=tuple(_missing(entry) for entry in card["missing"]),
        caveats=tuple(_caveat(note) for note in card["caveats"]),
        citation=card["citation"],
        suggested=tuple(card.get("suggested", ())),
    )


def _headline(card: Mapping[str, Any]) -> str:
    return gated(card, _outcome(card))


def _outcome(card: Mapping[str, Any]) -> str:
    if not card["groups"]:
        return _("No result: the limits contradict each other")
    if card["outcome"] != UNDETERMINED:
        return word(HEADLINES, card["outcome"])
    words = {"open": _what_is_open(card), **_suggestion(card)}
    if _has_suggestion(card) and card["applicability"] != "not_applicable":
        return _("Undetermined: %(open)s; if %(segments)s as suggested, %(outcome)s") % words
    return _("Undetermined: %(open)s") % words


def _what_is_open(card: Mapping[str, Any]) -> str:
    """What keeps the outcome open, and why: the limits before the hepatic veins."""
    entries = {entry["field"]: entry for entry in card["missing"]}
    ends = [entries[field].get("why") for field in (UPPER, LOWER) if field in entries]
    if ends == ["unanswered", "unanswered"]:
        return _("segment not reported")
    entry = next(entries[field] for field in OPEN if field in entries)
    if entry["needs"] == "consistency":
        return _("invasion is recorded above the upper limit")
    words = {"what": word(OPEN, entry["field"]), "why": word(WHY_OPEN, entry["why"])}
    if entry["needs"] == "agreement":
        return _("sources disagree on the %(what)s") % words
    return _("%(what)s %(why)s") % words


def _has_suggestion(card: Mapping[str, Any]) -> bool:
    return bool(card.get("if_suggested", UNDETERMINED) != UNDETERMINED)


def _suggestion(card: Mapping[str, Any]) -> dict[str, str]:
    return {
        "segments": ", ".join(card.get("suggested", ())),
        "outcome": word(OUTCOMES, card.get("if_suggested", UNDETERMINED)),
    }


def _lines(card: Mapping[str, Any]) -> list[str]:
    lines = gate_line(card["reasons"])
    if not card["groups"]:
        return lines
    if card["outcome"] != UNDETERMINED:
        return [*lines, word(REASONS, card["outcome"])]
    lines.append(_("Undetermined: %(open)s.") % {"open": _what_is_open(card)})
    if _has_suggestion(card):
        lines.append(_("If segment %(segments)s, as suggested: %(outcome)s.") % _suggestion(card))
        lines.append(word(REASONS, card["if_suggested"]))
    fields = [entry["field"] for entry in card["missing"] if entry["field"] in TO_ASSESS]
    lines.append(_("To assess: %(what)s.") % {"what": listed(word(TO_ASSESS, f) for f in fields)})
    return lines


def _criterion(criterion: Mapping[str, Any]) -> CriterionText:
    source = _("report, lines %(lines)s") % {"lines": criterion["lines"].replace("-", "–")}
    reason = [why(criterion["why"])] if "why" in criterion else []
    return CriterionText(
        key=criterion["key"],
        label=word(LABELS, criterion["key"]),
        answer=criterion["answer"],
        answer_text=word(YES_NO, criterion["answer"]),
        detail="; ".join([*reason, source]),
        side=criterion["side"],
    )


def _caveat(note: Mapping[str, Any]) -> str:
    if note["code"] == "board_judges":
        return _(
            "This does not say whether the tumour is resectable: only the board judges that, and "
            "dates its judgement."
        )
    return caveat(note)


def _missing(entry: Mapping[str, Any]) -> str:
    field, settles = needed(entry), entry["settles"]
    if not settles:
        return _("%(field)s.") % {"field": field}
    if "yes" in settles:
        left = {answer: _outcomes(settles[answer]) for answer in ("yes", "no")}
        return _("%(field)s: if invaded, %(yes)s; if free, %(no)s.") % {"field": field, **left}
    return _("%(field)s. %(levels)s.") % {"field": field, "levels": by_level(settles, _outcomes)}


def _outcomes(codes: Sequence[str]) -> str:
    return alternatives(word(OUTCOMES, code) for code in codes)


WORDS = RuleWords(
    title=gettext_lazy("Technical accessibility by segment"),
    asks=gettext_lazy("What does the report teach about surgery of these segments?"),
    topic="extent",
    name=gettext_lazy("accessibility"),
    describe=describe,
)
