"""The words of the card of corrected calcium: as typed, with mmol/L in brackets where different."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rules.calcium import CALCIUM_PER_ALBUMIN, MEAN_ALBUMIN
from scoring.wording.phrases import RESULTS, Words, lack, listed, measured, word
from scoring.wording.places import place_of
from scoring.wording.rule_words import RuleWords
from scoring.wording.text import CardText, Place

NAMES: Words = {"calcium": gettext_lazy("calcium"), "albumin": gettext_lazy("albumin")}
LABELS: Words = {
    "above_upper": gettext_lazy("Corrected calcium above the upper limit"),
    "below_lower": gettext_lazy("Corrected calcium below the lower limit"),
}
CAVEATS: Words = {
    "approximate": gettext_lazy("the value for %(value)s is approximate"),
    "albumin_of_other_day": gettext_lazy(
        "calcium and the albumin that corrects it are not known to be of one day"
    ),
}


def _headline(card: Mapping[str, Any]) -> str:
    if "value" not in card:
        return _("Not computable: %(why)s") % {"why": _why_not(card)}
    answers = {each["key"]: each["answer"] for each in card["criteria"]}
    words = {"amount": _both(card["as_typed"], card)}
    if answers["above_upper"] == "yes":
        return _("%(amount)s, above the upper limit") % words
    if answers["below_lower"] == "yes":
        return _("%(amount)s, below the lower limit") % words
    if set(answers.values()) == {"no"}:
        return _("%(amount)s, within the limits") % words
    return words["amount"]


def _short(card: Mapping[str, Any]) -> str:
    if "value" not in card:
        return _("Corrected calcium not computable")
    return _("Corrected calcium %(amount)s") % {"amount": measured(card["as_typed"])}


def _why_not(card: Mapping[str, Any]) -> str:
    """Of each value that the formula lacks."""
    names = [word(NAMES, entry["field"].partition(".")[2]) for entry in card["missing"]]
    if len(names) > 1 and all(entry["needs"] == "exact_value" for entry in card["missing"]):
        return _("%(names)s are known from one side only") % {"names": listed(names)}
    lacks = [lack(entry, name) for entry, name in zip(card["missing"], names, strict=True)]
    return listed(lacks) if lacks else _("recorded as not applicable")


def _lines(card: Mapping[str, Any]) -> Sequence[str]:
    lines = []
    uncorrected = card.get("uncorrected", {})
    if "value" in uncorrected:
        typed = {**card["as_typed"]["uncorrected"], "unit": card["as_typed"]["unit"]}
        lines.append(_("Uncorrected: %(amount)s.") % {"amount": _both(typed, uncorrected)})
    elif "result" in uncorrected:
        words = {"result": word(RESULTS, uncorrected["result"])}
        lines.append(_("Uncorrected, in the laboratory's words: %(result)s.") % words)
    if "value" in card:
        numbers = {"step": CALCIUM_PER_ALBUMIN, "mean": MEAN_ALBUMIN}
        formula = _("Computed as calcium + %(step)s × (%(mean)s − albumin), in mmol/L and g/L.")
        lines.append(formula % numbers)
    return lines


def _both(typed: Mapping[str, Any], canonical: Mapping[str, Any]) -> str:
    """As typed; the canonical unit in brackets where it is another one."""
    if typed["unit"] == canonical["unit"]:
        return measured(typed)
    words = {"typed": measured(typed), "canonical": measured(canonical)}
    return _("%(typed)s (%(canonical)s)") % words


def _dated(criterion: Mapping[str, Any]) -> Sequence[str]:
    return [_("of %(date)s") % {"date": criterion["sampled"]}] if "sampled" in criterion else []


def _as_typed(card: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the criteria in the unit that was typed."""
    typed = card.get("as_typed", {})
    if "value" not in typed:
        return card
    limits = {"above_upper": typed.get("upper"), "below_lower": typed.get("lower")}
    number = {key: typed[key] for key in ("value", "unit")}
    criteria = [
        {**each, **number, **({"limit": limits[each["key"]]} if "limit" in each else {})}
        for each in card["criteria"]
    ]
    return {**card, "criteria": criteria}


def _describe(card: Mapping[str, Any]) -> CardText:
    return WORDS.by_tables(_as_typed(card))


def _place(card: Mapping[str, Any]) -> Place | None:
    typed = card.get("as_typed", {})
    return place_of(typed) if "value" in typed else None


WORDS = RuleWords(
    title=gettext_lazy("Calcium corrected for albumin"),
    asks=gettext_lazy("What would the calcium be at a mean albumin, and is it beyond its limits?"),
    topic="laboratory",
    criteria=LABELS,
    caveats=CAVEATS,
    values=NAMES,
    headline=_headline,
    short=_short,
    lines=_lines,
    detail=_dated,
    place=_place,
    describe=_describe,
)
