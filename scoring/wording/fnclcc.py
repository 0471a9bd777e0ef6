"""The words of the FNCLCC grade."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.phrases import DIAGNOSES, Words, alternatives, measured
from scoring.wording.rows_read import SPECIMENS, UNDATED
from scoring.wording.rule_words import RuleWords

OUTCOMES: Words = {
    "G1": gettext_lazy("G1"),
    "G2": gettext_lazy("G2"),
    "G3": gettext_lazy("G3"),
    "withheld": gettext_lazy("grade withheld after treatment before the operation"),
}
CRITERIA: Words = {
    "differentiation": gettext_lazy("Differentiation"),
    "mitoses": gettext_lazy("Mitoses"),
    "necrosis": gettext_lazy("Necrosis"),
}
REASONS: Words = {
    "histology": gettext_lazy("the histology is %(value)s, which is no sarcoma of soft tissue"),
    "after_neoadjuvant": gettext_lazy(
        "the system is not valid for tissue that was treated before the operation"
    ),
    "neoadjuvant_unknown": gettext_lazy("whether treatment came before the operation is %(why)s"),
}
CAVEATS: Words = {
    "approximate": gettext_lazy("the value for %(criterion)s is approximate"),
    "necrosis_contradicts": gettext_lazy(
        "necrosis and its share contradict each other; both are kept as possible"
    ),
    "field_area_missing": gettext_lazy(
        "the area of a high-power field is not known, so that mitoses may score anything; in fields"
        " of the system's own area they would score %(points)s, which leaves %(groups)s"
    ),
    "reported_contradicts": gettext_lazy(
        "reported as %(value)s, while the scores give %(groups)s: check both"
    ),
    "kind_unstated": gettext_lazy(
        "it is not stated whether the specimen is a biopsy; if so, its grade is the least that the "
        "tumour can have"
    ),
    "biopsy_minimum": gettext_lazy(
        "graded on a biopsy: the least that the tumour can have, and higher on some specimens"
    ),
    "upgraded": gettext_lazy("upgraded: %(biopsy)s on the biopsy, %(groups)s on the specimen"),
    "biopsy_higher": gettext_lazy(
        "the biopsy is graded higher, %(biopsy)s, than the specimen, %(groups)s; both are kept as "
        "possible: check both"
    ),
    "biopsy_rules_out": gettext_lazy(
        "the specimen leaves %(groups)s possible; what lies below the biopsy, %(biopsy)s, is ruled "
        "out"
    ),
    **SPECIMENS,
}
VALUES: Words = {
    **DIAGNOSES,
    **UNDATED,
    "0": gettext_lazy("score 0"),
    "1": gettext_lazy("score 1"),
    "2": gettext_lazy("score 2"),
    "3": gettext_lazy("score 3"),
    "mitoses": gettext_lazy("mitoses"),
    "field_area": gettext_lazy("the area of a field"),
    "necrosis": gettext_lazy("necrosis"),
}
LIMITS: Words = {
    "mitoses_2": gettext_lazy("Mitoses that score 2, from"),
    "mitoses_3": gettext_lazy("Mitoses that score 3, from"),
    "standard_field": gettext_lazy("Area of one high-power field"),
    "necrosis": gettext_lazy("Necrosis that scores 2, from"),
}


def _headline(card: Mapping[str, Any]) -> str:
    if "groups" not in card:
        return WORDS.outcome(card)
    words = {"outcome": WORDS.outcome(card), "sum": _sum(card)}
    if _is_as_reported(card):
        return _("%(outcome)s, as reported (by the scores alone: %(sum)s)") % words
    return _("%(outcome)s (%(sum)s)") % words


def _is_as_reported(card: Mapping[str, Any]) -> bool:
    """The scores would leave more possible."""
    return "alone" in card and [card.get("reported", {}).get("group")] == card["groups"]


def _sum(card: Mapping[str, Any]) -> str:
    if card["low"] == card["high"]:
        return _("sum %(low)s of %(of)s") % card
    return _("sum %(low)s to %(high)s of %(of)s") % card


def _short(card: Mapping[str, Any]) -> str:
    if "groups" not in card:
        return _("Grade withheld")
    return _("Grade %(groups)s") % {"groups": alternatives(card["groups"])}


def _lines(card: Mapping[str, Any]) -> list[str]:
    lines = []
    if "reported" in card:
        lines.append(_("Reported: %(group)s.") % card["reported"])
    if "alone" in card:
        alone = {"groups": alternatives(card["alone"]["groups"])}
        lines.append(_("By the scores of the specimen alone: %(groups)s.") % alone)
    if "biopsy" in card:
        biopsy = {"groups": alternatives(card["biopsy"]["groups"])}
        lines.append(_("On the biopsy: %(groups)s.") % biopsy)
    return lines


def _answer(criterion: Mapping[str, Any]) -> str:
    points = alternatives(str(each) for each in criterion["points"])
    return _("score %(points)s") % {"points": points}


def _detail(criterion: Mapping[str, Any]) -> Sequence[str]:
    """The count as it compares with the limits, which are for ten fields of the system."""
    details = []
    if "field_area" in criterion:
        details.append(_("fields of %(field_area)s mm²") % criterion)
    if "in_ten_fields" in criterion:
        count = {"count": measured({"value": criterion["in_ten_fields"]})}
        details.append(_("%(count)s in ten fields of the system") % count)
    return details


WORDS = RuleWords(
    title=gettext_lazy("FNCLCC grade"),
    asks=gettext_lazy("Which grade do differentiation, mitoses and necrosis give?"),
    topic="stage",
    name=gettext_lazy("grade"),
    outcomes=OUTCOMES,
    criteria=CRITERIA,
    reasons=REASONS,
    caveats=CAVEATS,
    values=VALUES,
    limits=LIMITS,
    headline=_headline,
    short=_short,
    lines=_lines,
    detail=_detail,
    answer=_answer,
)
