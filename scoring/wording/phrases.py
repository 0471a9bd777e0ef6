"""Phrases that the words of several rules share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = Mapping[str, str | Promise]
PLACES = 2  # decimals shown of a long number

WHY: Words = {
    "unanswered": gettext_lazy("not recorded"),
    "not_assessed": gettext_lazy("not assessed"),
    "unknown": gettext_lazy("recorded as unknown"),
    "not_done": gettext_lazy("not done"),
    "not_applicable": gettext_lazy("recorded as not applicable"),
    "equivocal": gettext_lazy("equivocal"),
    "conflict": gettext_lazy("sources disagree"),
    "unreadable": gettext_lazy("could not be read"),
}
# After "is", where the phrase above cannot follow.
STATES: Words = {
    **WHY,
    "conflict": gettext_lazy("not the same in all sources"),
    "unreadable": gettext_lazy("not readable as recorded"),
}
# What a field lacks that would change a card.
NEEDS: Words = {
    "value": gettext_lazy("%(field)s"),
    "limit": gettext_lazy("%(field)s, the laboratory's limit"),
    "exact_value": gettext_lazy("%(field)s, more exactly"),
    "agreement": gettext_lazy("%(field)s, on which sources disagree"),
    "equation": gettext_lazy("%(field)s, the equation it comes from"),
    "consistency": gettext_lazy("%(field)s, which the rest of the record contradicts"),
}
RESULTS: Words = {
    "normal": gettext_lazy("“normal”"),
    "low": gettext_lazy("“low”"),
    "high": gettext_lazy("“high”"),
}
UNITS: Words = {
    "10^9/L": "× 10⁹/L",
    "mm2": "mm²",
    "per mm2": gettext_lazy("per mm²"),
    "per 10 HPF": gettext_lazy("per 10 HPF"),
    "umol/L": "µmol/L",
    "mL/min/1.73m2": "mL/min/1.73 m²",
}
DIAGNOSES: Words = {
    "leiomyosarcoma": gettext_lazy("leiomyosarcoma"),
    "liposarcoma": gettext_lazy("liposarcoma"),
    "undifferentiated_sarcoma": gettext_lazy("undifferentiated sarcoma"),
    "other_sarcoma": gettext_lazy("another sarcoma"),
    "leiomyoma": gettext_lazy("leiomyoma"),
    "renal_cell_carcinoma": gettext_lazy("renal-cell carcinoma"),
    "adrenocortical_carcinoma": gettext_lazy("adrenocortical carcinoma"),
    "hepatocellular_carcinoma": gettext_lazy("hepatocellular carcinoma"),
    "paraganglioma": gettext_lazy("paraganglioma"),
    "lymphoma": gettext_lazy("lymphoma"),
    "germ_cell_tumour": gettext_lazy("germ-cell tumour"),
    "metastasis": gettext_lazy("metastasis of another tumour"),
    "other": gettext_lazy("another tumour"),
    "undetermined": gettext_lazy("undetermined"),
}
LEVELS: Words = {
    "iliac_veins": gettext_lazy("iliac veins"),
    "iliac_confluence": gettext_lazy("iliac confluence"),
    "infrarenal": gettext_lazy("infrarenal cava"),
    "renal_vein_ostia": gettext_lazy("renal vein ostia"),
    "suprarenal": gettext_lazy("suprarenal cava"),
    "hepatic_vein_ostia": gettext_lazy("hepatic vein ostia"),
    "suprahepatic": gettext_lazy("suprahepatic cava"),
    "right_atrium": gettext_lazy("right atrium"),
}


def word(words: Words, code: Any) -> str:
    """The word for a code; a code of another version, unknown here, is shown as it is."""
    return str(words[code]) if code in words else str(code).replace("_", " ")


def listed(items: Iterable[str]) -> str:
    """a, b and c."""
    *first, last = items
    if not first:
        return last
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last}


def alternatives(items: Iterable[str]) -> str:
    """a, b or c."""
    *first, last = items
    if not first:
        return last
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last}


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


def why(code: Any) -> str:
    """Why something is not known."""
    return word(WHY, code)


def state(code: Any) -> str:
    """As `why`, to follow "is"."""
    return word(STATES, code)


def lack(entry: Mapping[str, Any], name: str) -> str:
    """Why a number cannot be computed from what is missing, as part of a sentence."""
    words = {"what": name, "state": state(entry.get("why"))}
    if entry["needs"] == "exact_value":
        return _("%(what)s is known from one side only") % words
    if "why" not in entry:
        return _("%(what)s is given in words only") % words
    return _("%(what)s is %(state)s") % words


def measured(criterion: Mapping[str, Any], key: str = "value") -> str:
    """Comparator, number, unit. Two decimals, unless they would make it look like its limit."""
    number = Decimal(str(criterion[key]))
    other = Decimal(str(criterion.get("limit", "NaN")))
    shown = round(number, PLACES) if _is_long(number) else number
    if shown == other and number != other:
        shown = number
    unit = criterion.get("unit", "")
    comparator = criterion.get("comparator", "") if key == "value" else ""
    parts = (comparator, _digits(shown), str(UNITS.get(unit, unit)))
    return " ".join(part for part in parts if part)


def _is_long(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -PLACES


def _digits(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def by_level(settles: Mapping[str, Sequence[str]], join: Callable[[Sequence[str]], str]) -> str:
    """What each level would leave possible, neighbouring levels of one kind taken together.

    From below, whatever order a stored card gives them in; with a capital.
    """
    from_below = [(level, tuple(settles[level])) for level in LEVELS if level in settles]
    runs = groupby(from_below, key=lambda item: item[1])
    text = "; ".join(_run([level for level, _left in run], join(left)) for left, run in runs)
    return text[:1].upper() + text[1:]


def _run(levels: Sequence[str], left: str) -> str:
    words = {"first": word(LEVELS, levels[0]), "last": word(LEVELS, levels[-1]), "left": left}
    if len(levels) == 1:
        return _("%(first)s: %(left)s") % words
    return _("%(first)s to %(last)s: %(left)s") % words
