"""Who may not edit reads values as text: nothing on the page looks as if it could be changed."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from cases.forms.reading import make_read_only
from cases.forms.sections import CtAbdomenForm, LabsForm
from cases.models import Case, CtAbdomen, Labs
from cases.sections import SECTIONS
from cases.tests.pages import address

SignIn = Callable[[User], Client]


def drawn(form: CtAbdomenForm | LabsForm, name: str) -> list[str]:
    """The texts of one field, without its markup."""
    make_read_only(form)
    text = re.sub(r"<[^>]+>", "\n", str(form[name]))
    return [line.strip() for line in text.split("\n") if line.strip()]


def test_a_value_is_shown_with_its_unit_and_its_source() -> None:
    labs = Labs(haemoglobin={"value": 12, "unit": "g/dL"})
    labs.meta = {"haemoglobin": {"source": "letter"}}
    assert drawn(LabsForm(instance=labs), "haemoglobin") == ["12 g/dL", "Source: letter"]


def test_a_number_is_read_with_the_limits_and_the_equation_of_its_laboratory() -> None:
    limits = {"lower": {"value": 13, "unit": "g/dL"}, "upper": {"value": 17, "unit": "g/dL"}}
    labs = Labs(
        haemoglobin={"value": 12, "unit": "g/dL", **limits},
        egfr={"value": 75, "unit": "ml/min", "equation": "2021"},
    )
    assert drawn(LabsForm(instance=labs), "haemoglobin") == [
        "12 g/dL",
        "lower limit 13 g/dL, upper limit 17 g/dL",
    ]
    assert drawn(LabsForm(instance=labs), "egfr") == ["75 ml/min", "equation: CKD-EPI 2021"]


def test_a_reason_stands_where_the_value_would() -> None:
    labs = Labs(meta={"haemoglobin": {"missing": "not_done"}})
    assert drawn(LabsForm(instance=labs), "haemoglobin") == ["not done"]


def test_what_nobody_answered_is_a_dash_that_is_read_as_no_answer() -> None:
    assert drawn(CtAbdomenForm(instance=CtAbdomen()), "invades_ivc") == ["–", "no answer"]


def test_a_word_is_shown_by_its_label() -> None:
    study = CtAbdomen(ivc_lower="renal_vein_ostia")
    assert drawn(CtAbdomenForm(instance=study), "ivc_lower") == ["renal vein ostia"]


@pytest.mark.parametrize("slug", [section.slug for section in SECTIONS])
def test_no_section_has_a_control_to_change_it(
    signed_in: SignIn, presenter: User, paper_patient: Case, slug: str
) -> None:
    html = signed_in(presenter).get(address(paper_patient, slug)).content.decode()
    form = html[html.index('id="section-form"') :]
    form = form[: form.index("</form>")]
    assert re.findall(r"<(?:select|textarea|button)|type=\"(?!hidden)", form) == []
    assert 'class="read-value' in form
