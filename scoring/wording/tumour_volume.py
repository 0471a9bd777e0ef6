"""The words of the volume card."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.phrases import Words, listed, measured
from scoring.wording.rows_read import STUDIES, UNDATED
from scoring.wording.rule_words import RuleWords

CRITERIA: Words = {
    "tumour_dim_1": gettext_lazy("First dimension"),
    "tumour_dim_2": gettext_lazy("Second dimension"),
    "tumour_dim_3": gettext_lazy("Third dimension"),
}
LACKING: Words = {
    "tumour_dim_1": gettext_lazy("first"),
    "tumour_dim_2": gettext_lazy("second"),
    "tumour_dim_3": gettext_lazy("third"),
}
CAVEATS: Words = {
    "approximate": gettext_lazy("a dimension is approximate, so that the volume is too"),
    **STUDIES,
}


def _headline(card: Mapping[str, Any]) -> str:
    if "value" in card:
        dimensions = " × ".join(measured({**each, "unit": ""}) for each in card["criteria"])
        words = {"volume": measured(card), "dimensions": dimensions}
        return _("%(volume)s (%(dimensions)s cm)") % words
    return _("Not computable: needs three dimensions, lacks %(lacking)s") % {
        "lacking": _lacking(card)
    }


def _lacking(card: Mapping[str, Any]) -> str:
    names = (entry["field"].partition(".")[2] for entry in card["missing"])
    return listed(str(LACKING[name]) for name in names)


def _short(card: Mapping[str, Any]) -> str:
    if "value" in card:
        return _("Volume %(volume)s") % {"volume": measured(card)}
    return _("Volume not computable")


def _answer(criterion: Mapping[str, Any]) -> str:
    return _("known") if criterion["answer"] == "yes" else _("not known")


WORDS = RuleWords(
    title=gettext_lazy("Tumour volume"),
    name=gettext_lazy("volume"),
    asks=gettext_lazy("How large is the tumour as an ellipsoid?"),
    topic="stage",
    criteria=CRITERIA,
    caveats=CAVEATS,
    values=UNDATED,
    headline=_headline,
    short=_short,
    answer=_answer,
)
