"""The words of the card of filtration rates: whole numbers, each with its equation."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.rules.ckd_epi import SEXES
from scoring.wording.phrases import UNITS, Words, lack, listed, measured, sentence, word
from scoring.wording.rule_words import RuleWords

ONE = Decimal(1)
NAMES: Words = {
    "labs.creatinine": gettext_lazy("creatinine"),
    "presentation.age_at_diagnosis": gettext_lazy("age"),
}
LABELS: Words = {
    "adult": gettext_lazy("Adult, for whom the equation was made"),
    "creatinine": gettext_lazy("Creatinine recorded"),
    "sex": gettext_lazy("Sex recorded as one that the equation knows"),
}
REASONS: Words = {
    "child": gettext_lazy("the equation was made for adults"),
    "age_unknown": gettext_lazy("age is %(why)s"),
    "age_between": gettext_lazy("the age at the sample is %(low)s to %(high)s"),
}
CAVEATS: Words = {
    "approximate": gettext_lazy("the value for %(value)s is approximate"),
    "other_sex": gettext_lazy(
        "the equation knows two sexes: its values for both are given, and none is chosen"
    ),
    "age_at_diagnosis": gettext_lazy(
        "the age is that at diagnosis: without both dates that at the sample is not known"
    ),
    "before_operation": gettext_lazy("%(value)s is from before the operation on the kidney"),
    "perhaps_before_operation": gettext_lazy(
        "%(value)s may be from before the operation on the kidney: a date is missing or too rough"
    ),
    "clearance": gettext_lazy(
        "the source calls the reported value a creatinine clearance: ask which of the two it is"
    ),
    "without_surface": gettext_lazy(
        "the reported value is not said to be for 1.73 m² of body surface"
    ),
}
VALUES: Words = {
    "female": gettext_lazy("female"),
    "male": gettext_lazy("male"),
    "intersex_other": gettext_lazy("intersex or other"),
    "creatinine": gettext_lazy("creatinine"),
    "age": gettext_lazy("age"),
    "reported": gettext_lazy("the reported value"),
    "computed": gettext_lazy("the computed value"),
}
EQUATIONS: Words = {
    "2009": gettext_lazy("CKD-EPI 2009"),
    "2021": gettext_lazy("CKD-EPI 2021"),
    "unknown": gettext_lazy("equation not stated"),
}


def _headline(card: Mapping[str, Any]) -> str:
    if "unit" in card:
        words = {"rate": _rates(card), "equation": word(EQUATIONS, "2021")}
        return _("%(rate)s (%(equation)s)") % words
    why = _why_not(card)
    if "reported" not in card:
        return why
    words = {"why": why, "stated": measured(card["reported"])}
    return _("%(why)s; as reported: %(stated)s") % words


def _short(card: Mapping[str, Any]) -> str:
    if "by_sex" in card:
        return _("eGFR %(rates)s") % {"rates": _by_sex(card)}
    if "unit" in card:
        return _("eGFR %(rate)s") % {"rate": _rates(card)}
    if "reported" in card:
        return _("eGFR as reported: %(stated)s") % {"stated": measured(card["reported"])}
    return _("eGFR not computable")


def _rates(values: Mapping[str, Any]) -> str:
    """One rate with its unit, or one for each sex."""
    unit = values["unit"]
    if "by_sex" not in values:
        return _whole(values, unit)
    words = {"rates": _by_sex(values), "unit": word(UNITS, unit)}
    return _("%(rates)s, in %(unit)s") % words


def _by_sex(values: Mapping[str, Any]) -> str:
    rates = {sex: _whole(values["by_sex"][sex]) for sex in SEXES}
    return _("%(female)s if female, %(male)s if male") % rates


def _whole(value: Mapping[str, Any], unit: str = "") -> str:
    """A range whose ends are the same whole number is that number."""
    rounded = {
        end: value[end].quantize(ONE, ROUND_HALF_UP)
        for end in ("value", "low", "high")
        if end in value
    }
    if "value" in rounded:
        return measured({**value, "value": rounded["value"], "unit": unit})
    high = measured({"value": rounded["high"], "unit": unit})
    if rounded["low"] == rounded["high"]:
        return high
    return _("%(low)s to %(high)s") % {"low": rounded["low"], "high": high}


def _why_not(card: Mapping[str, Any]) -> str:
    """Of a child that it is one; else the values without which there is none."""
    if card["applicability"] == "not_applicable":
        return sentence(word(REASONS, "child"))[:-1]
    for note in card["reasons"]:
        if note["code"] == "age_between":
            return _("Not computable: %(why)s") % {"why": word(REASONS, "age_between") % note}
    entries = [entry for entry in card["missing"] if entry["field"] in NAMES]
    names = [word(NAMES, entry["field"]) for entry in entries]
    if len(names) > 1:  # each with its own reason would be too long beside a reported value
        return _("Not computable without %(names)s") % {"names": listed(names)}
    return _("Not computable: %(why)s") % {"why": lack(entries[0], names[0])}


def _lines(card: Mapping[str, Any]) -> Sequence[str]:
    lines = []
    if "reported" in card:
        stated = card["reported"]
        words = {"stated": measured(stated), "equation": word(EQUATIONS, stated["equation"])}
        called = _("As reported: %(stated)s, %(equation)s, called a clearance.")
        plainly = _("As reported: %(stated)s, %(equation)s.")
        lines.append((called if "called" in stated else plainly) % words)
    if "by_2009" in card:
        text = _("To compare with it, CKD-EPI 2009 without race term: %(rate)s.")
        lines.append(text % {"rate": _rates(card["by_2009"])})
    return lines


def _detail(criterion: Mapping[str, Any]) -> Sequence[str]:
    if "low" in criterion:
        return [_("%(low)s to %(high)s at the sample") % criterion]
    return [_("of %(date)s") % {"date": criterion["sampled"]}] if "sampled" in criterion else []


WORDS = RuleWords(
    title=gettext_lazy("Filtration rate (eGFR)"),
    asks=gettext_lazy("How well do the kidneys filter, by creatinine, age and sex?"),
    topic="laboratory",
    criteria=LABELS,
    reasons=REASONS,
    caveats=CAVEATS,
    values=VALUES,
    limits={"adult": gettext_lazy("age in years, from")},
    headline=_headline,
    short=_short,
    lines=_lines,
    detail=_detail,
)
