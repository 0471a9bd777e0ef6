"""The words of the list of short-term factors. It is counted, never called a score."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.phrases import DIAGNOSES
from scoring.wording.rule_words import RuleWords


def _headline(card: Mapping[str, Any]) -> str:
    if card["high"] > card["low"]:
        return _("%(counted)s of %(of)s known to be present, up to %(high)s possible") % card
    return _("%(counted)s of %(of)s present") % card


def _short(card: Mapping[str, Any]) -> str:
    if card["applicability"] == "not_applicable":
        return _("Short-term factors: not applicable")
    if card["high"] > card["low"]:
        return _("Short-term factors: %(low)s to %(high)s of %(of)s") % card
    return _("Short-term factors: %(low)s of %(of)s") % card


def _lines(_card: Mapping[str, Any]) -> Sequence[str]:
    return [
        _("A list, not a score: the factors are not weighted against each other."),
        _("In the series that the report cites, short-term meant death within two years."),
    ]


def _detail(criterion: Mapping[str, Any]) -> Sequence[str]:
    if "suggested" in criterion:
        return [_("only suggested")]
    if "reported" in criterion:
        return [_("from the class as reported")]
    return [_("from the margins")] if "margins" in criterion else []


WORDS = RuleWords(
    title=gettext_lazy("Factors of short-term survival"),
    asks=gettext_lazy("Which of the report's four factors are present?"),
    topic="risk",
    criteria={
        "level_iii": gettext_lazy("Level III"),
        "right_atrium": gettext_lazy("Right atrium reached"),
        "endoluminal_bud": gettext_lazy("Endoluminal bud"),
        "macroscopic_residual": gettext_lazy("Macroscopically incomplete surgery"),
    },
    reasons={
        "histology": gettext_lazy(
            "listed for leiomyosarcoma of the cava; here the histology is %(value)s"
        ),
    },
    caveats={
        "residual_from_margins": gettext_lazy(
            "whether tumour was left behind is not stated; by its margins the resection is R0, "
            "which is taken for complete"
        ),
        "residual_as_reported": gettext_lazy(
            "whether tumour was left behind is not stated; the resection is reported as %(group)s"
        ),
    },
    values=DIAGNOSES,
    headline=_headline,
    short=_short,
    lines=_lines,
    detail=_detail,
)
