"""Values of the record in words, as the forms call them, for cards that quote it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.sections import BY_SLUG
from cases.values.simple import Choice
from scoring.wording.phrases import RESULTS, listed, measured, state, word
from scoring.wording.rule_words import field_label

# A finding's answer is stored in one of these words, by the list that the field has.
ANSWERS = {"yes": ("present", "yes"), "no": ("absent", "no")}


def quoted(side: Mapping[str, Any]) -> str:
    """One field and what it says, such as "CT thorax: Interpretation: equivocal"."""
    return _("%(field)s: %(said)s") % {"field": field_label(side["field"]), "said": said(side)}


def said(side: Mapping[str, Any]) -> str:
    """The value of a field; a result in words where it has no number; else why there is none."""
    value = side.get("value")
    if value is None:
        return word(RESULTS, side["result"]) if "result" in side else state(side["why"])
    if isinstance(value, str):
        return in_words(side["field"], value)
    if isinstance(value, list):
        return listed(in_words(side["field"], each) for each in value)
    return measured(side)


def in_words(path: str, code: str) -> str:
    """A word of the field's own list; one that is not in it as it is."""
    slug, _dot, name = path.partition(".")
    kind = BY_SLUG[slug].kinds[name]
    if isinstance(kind, Choice):
        choices = dict(kind.options())
        for each in (code, *ANSWERS.get(code, ())):
            if each in choices:
                return str(choices[each])
    return word({}, code)


def labels(slug: str, names: Iterable[str]) -> str:
    """Fields of a section: a, b and c, in small letters."""
    return listed(BY_SLUG[slug].label(name).lower() for name in names)
