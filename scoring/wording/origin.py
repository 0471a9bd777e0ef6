"""The words of the card on the origin: weak support at most, never a diagnosis.

The reasoning speaks for a vein, not for which: the renal vein gives the same three findings.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.phrases import DIAGNOSES, Words, listed, word
from scoring.wording.rule_words import RuleWords

ORIGINS: Words = {
    "ivc": gettext_lazy("inferior vena cava"),
    "renal_vein": gettext_lazy("renal vein"),
    "kidney": gettext_lazy("kidney"),
    "other": gettext_lazy("another origin"),
    "undetermined": gettext_lazy("undetermined"),
}
OUTCOMES: Words = {
    "supports_venous_origin": gettext_lazy("weak support for an origin in a vein"),
    "no_support": gettext_lazy("no support"),
}

# Of the invasion of the cava, as the form calls it, after "if".
EXTENTS: Words = {
    "partial": gettext_lazy("part of the wall"),
    "complete": gettext_lazy("all around"),
}


def _lines(card: Mapping[str, Any]) -> Sequence[str]:
    lines = []
    if "reported" in card:
        origin = word(ORIGINS, card["reported"]["value"])
        lines.append(_("Pathology states as origin: %(origin)s.") % {"origin": origin})
    if card["not_excluded"]:
        origins = listed(word(ORIGINS, each) for each in card["not_excluded"])
        lines.append(_("Not ruled out: %(origins)s.") % {"origins": origins})
    return lines


def _short(card: Mapping[str, Any]) -> str:
    if card["applicability"] == "not_applicable":
        return _("Origin: not applicable")
    if card["outcome"] == "supports_venous_origin":
        return _("Origin: weak support for a vein")
    return _("Origin: no support") if card["outcome"] == "no_support" else _("Origin: open")


WORDS = RuleWords(
    title=gettext_lazy("Origin of the tumour"),
    asks=gettext_lazy("Does the report's reasoning support an origin in a vein?"),
    topic="diagnosis",
    outcomes=OUTCOMES,
    criteria={
        "partial_invasion": gettext_lazy("Cava invaded in part of its wall"),
        "local_adenopathy": gettext_lazy("Abdominal adenopathy"),
        "large_mass": gettext_lazy("Large mass"),
    },
    reasons={
        "histology": gettext_lazy(
            "reasoned for leiomyosarcoma of the cava; here the histology is %(value)s"
        ),
    },
    caveats={
        "one_author": gettext_lazy("the reasoning of one author on one patient: a weak argument"),
    },
    values={**DIAGNOSES, **EXTENTS},
    limits={"large_mass": gettext_lazy("A mass is large above")},
    short=_short,
    lines=_lines,
)
