"""Karnofsky status beside ECOG: every grade has its line, and one of them is shown."""

import re
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django.http import QueryDict

from cases.forms.base import SectionForm
from cases.forms.sections import PresentationForm
from cases.models import Presentation
from cases.performance import draw_correspondence

SENTENCES = [
    "ECOG 0 corresponds to Karnofsky 100 or 90",
    "ECOG 1 corresponds to Karnofsky 80 or 70",
    "ECOG 2 corresponds to Karnofsky 60 or 50",
    "ECOG 3 corresponds to Karnofsky 40 or 30",
    "ECOG 4 corresponds to Karnofsky 20 or 10",
    "ECOG 5 corresponds to Karnofsky 0",
]


def saved(**values: Any) -> SectionForm:
    return PresentationForm(instance=Presentation(**values))


def typed(**values: str) -> SectionForm:
    posted = QueryDict(mutable=True)
    posted.update(values)
    return PresentationForm(posted, instance=Presentation())


def shown(form: SectionForm) -> list[str]:
    return [line.sentence for line in draw_correspondence(form)["lines"] if line.is_shown]


def test_every_grade_has_its_line() -> None:
    lines = draw_correspondence(saved())["lines"]
    assert [(line.grade, line.sentence) for line in lines] == [
        (str(grade), sentence) for grade, sentence in enumerate(SENTENCES)
    ]


@pytest.mark.parametrize("grade", range(6))
def test_the_line_of_the_grade_is_shown_once_saved_or_typed(grade: int) -> None:
    assert shown(saved(ecog=grade)) == [SENTENCES[grade]]
    assert shown(typed(ecog=str(grade), kps="")) == [SENTENCES[grade]]


@pytest.mark.parametrize(
    "form",
    [
        saved(),
        saved(kps=80),
        saved(ecog=1, kps=80),
        typed(ecog="1", kps="80"),
        typed(ecog="", kps=""),
        typed(ecog="6", kps=""),
    ],
)
def test_without_a_grade_or_beside_a_karnofsky_status_nothing_is_shown(form: SectionForm) -> None:
    assert shown(form) == []


def test_who_may_not_enter_anything_is_told_nothing() -> None:
    form = saved(ecog=1)
    form.fields["kps"].disabled = True
    assert draw_correspondence(form) == {"lines": []}
    del form.fields["kps"]
    assert draw_correspondence(form) == {"lines": []}


def drawn(form: SectionForm) -> list[tuple[str, str, str]]:
    """Grade, whether hidden, and text of each line, as they stand under the Karnofsky status."""
    page = render_crispy_form(form)
    under = page[page.index('id="div_id_kps"') : page.index('id="div_id_asa"')]
    return re.findall(r'<p data-when="ecog"\s+data-is="(\d)"( hidden)?>(.*?)</p>', under)


def test_the_lines_stand_under_the_karnofsky_status() -> None:
    assert drawn(saved(ecog=1)) == [
        (str(grade), "" if grade == 1 else " hidden", sentence)
        for grade, sentence in enumerate(SENTENCES)
    ]


def test_nothing_is_filled_in() -> None:
    form = typed(ecog="1", kps="")
    assert form.is_valid()
    entries = form.entries()
    assert (entries["ecog"].value, entries["kps"].value) == (1, None)
