"""Karnofsky status beside ECOG: said to who enters one of the two, and never filled in.

One grade corresponds to two values of the other scale, and only about.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from cases.forms.fields import held

ECOG, KPS = "ecog", "kps"
KARNOFSKY_BY_ECOG: Mapping[int, tuple[int, ...]] = {
    0: (100, 90),
    1: (80, 70),
    2: (60, 50),
    3: (40, 30),
    4: (20, 10),
    5: (0,),
}


@dataclass(frozen=True)
class Correspondence:
    """What is said of one grade. is_shown: the form holds this grade and no Karnofsky status."""

    grade: str
    sentence: str
    is_shown: bool


def draw_correspondence(form: forms.BaseForm) -> dict[str, list[Correspondence]]:
    """The context of the template: a line for each grade; none where nothing can be entered."""
    if any(name not in form.fields or form.fields[name].disabled for name in (ECOG, KPS)):
        return {"lines": []}
    grade = "" if held(form, KPS) else held(form, ECOG)
    return {
        "lines": [
            Correspondence(str(each), _say(each, values), str(each) == grade)
            for each, values in KARNOFSKY_BY_ECOG.items()
        ]
    }


def _say(grade: int, values: tuple[int, ...]) -> str:
    karnofsky = _(" or ").join(str(value) for value in values)
    words = {"grade": grade, "karnofsky": karnofsky}
    return _("ECOG %(grade)s corresponds to Karnofsky %(karnofsky)s") % words
