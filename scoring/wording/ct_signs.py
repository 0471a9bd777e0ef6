"""The words of the CT signs. They support an origin or do not, and never name a diagnosis."""

from collections.abc import Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.wording.phrases import DIAGNOSES, Words, listed, word
from scoring.wording.rule_words import Payload, RuleWords

OUTCOMES: Words = {
    "strong": gettext_lazy("strong support"),
    "supportive": gettext_lazy("support"),
    "weak_support": gettext_lazy("weak support"),
    "not_supported": gettext_lazy("not supported"),
    "indeterminate": gettext_lazy("indeterminate"),
    "contradiction": gettext_lazy("no result"),
}
HEADLINES: Words = {
    "strong": gettext_lazy("Strong support: the lumen is invaded and dilated"),
    "supportive": gettext_lazy("Support: the lumen is imperceptible"),
    "weak_support": gettext_lazy("Weak support: the positive embedded sign"),
    "not_supported": gettext_lazy("Not supported: none of the three signs is present"),
    "contradiction": gettext_lazy("No result: the cava cannot be embedded both ways"),
}
CRITERIA: Words = {
    "lumen_invaded_and_dilated": gettext_lazy("Lumen invaded and dilated"),
    "imperceptible_cava_lumen": gettext_lazy("Imperceptible cava lumen"),
    "positive_embedded_ivc": gettext_lazy("Positive embedded cava"),
    "negative_embedded_ivc": gettext_lazy("Negative embedded cava"),
}
# The three that speak for an origin in the cava, within a sentence.
FOR: Words = {
    "lumen_invaded_and_dilated": gettext_lazy("dilated lumen"),
    "imperceptible_cava_lumen": gettext_lazy("imperceptible lumen"),
    "positive_embedded_ivc": gettext_lazy("positive embedded cava"),
}
# Of the first sign Webb counted something wider.
SEEN_LUMEN = gettext_lazy(
    "Webb, any tumour in the lumen: %(seen)s of %(of)s leiomyosarcomas of the cava, "
    "%(seen_in_others)s of %(of_others)s other masses (p %(p)s)"
)
SEEN = gettext_lazy(
    "Webb: %(seen)s of %(of)s leiomyosarcomas of the cava, %(seen_in_others)s of %(of_others)s "
    "other masses (p %(p)s)"
)


def _headline(card: Payload) -> str:
    codes = [note["code"] for note in card["caveats"]]
    words = {"outcome": _outcome(card)}
    if "argues_against" in codes:
        return _("%(outcome)s; one argues against") % words
    return words["outcome"]


def _outcome(card: Payload) -> str:
    if card["outcome"] in HEADLINES:
        return word(HEADLINES, card["outcome"])
    if card["applicability"] == "not_applicable":
        return capfirst(word(OUTCOMES, card["outcome"]))
    signs = _open(card)
    if len(signs) == len(FOR):
        return _("Indeterminate: all three signs are open")
    return _("Indeterminate: %(signs)s open") % {"signs": listed(signs)}


def _open(card: Payload) -> list[str]:
    answers = {each["key"]: each["answer"] for each in card["criteria"]}
    return [word(FOR, key) for key in FOR if answers[key] not in ("yes", "no")]


def _lines(card: Payload) -> Sequence[str]:
    if card["outcome"] != "indeterminate":
        return ()
    return (_("Open: %(signs)s.") % {"signs": listed(_open(card))},)


def _figures(criterion: Payload) -> Sequence[str]:
    """Webb's figures for the sign."""
    seen = SEEN_LUMEN if criterion["key"] == "lumen_invaded_and_dilated" else SEEN
    figures = [str(seen) % criterion]
    if "interval" in criterion:
        low, high = criterion["interval"]
        words = {"low": low, "high": high, "seen": criterion["seen"], "of": criterion["of"]}
        figures.append(
            _("95 per cent interval of %(seen)s in %(of)s: %(low)s to %(high)s per cent") % words
        )
    return figures


WORDS = RuleWords(
    title=gettext_lazy("CT signs of an origin in the cava"),
    asks=gettext_lazy("Do the signs on CT support a leiomyosarcoma of the cava?"),
    topic="diagnosis",
    name=gettext_lazy("CT signs"),
    outcomes=OUTCOMES,
    criteria=CRITERIA,
    reasons={
        "histology": gettext_lazy("the histology is %(value)s"),
        "signs_contradict": gettext_lazy(
            "positive and negative embedded cava are both recorded as present, which exclude each "
            "other"
        ),
    },
    caveats={
        "argues_against": gettext_lazy(
            "the negative embedded sign argues against an origin in the cava"
        ),
        "lumen_not_confirmed": gettext_lazy(
            "the phrase “almost pathognomonic” is the report's; Webb saw tumour in the lumen in "
            "%(seen)s of %(of)s leiomyosarcomas of the cava and in %(seen_in_others)s of "
            "%(of_others)s other masses"
        ),
        "positive_not_confirmed": gettext_lazy(
            "the report cites Webb for the positive embedded sign, who saw it in %(seen)s of "
            "%(of)s leiomyosarcomas of the cava and in %(seen_in_others)s of %(of_others)s other "
            "masses"
        ),
        "few_cases": gettext_lazy(
            "Webb's series is small: %(of)s leiomyosarcomas of the cava and %(of_others)s other "
            "masses"
        ),
        "no_diagnosis": gettext_lazy("the signs make no diagnosis"),
    },
    values=DIAGNOSES,
    headline=_headline,
    lines=_lines,
    beside=_figures,
)
