"""Each organ of the form has one chip, under what is said of it."""

import re

from django.template.loader import render_to_string

from cases.forms.base import SectionForm
from cases.forms.sections import CtAbdomenForm
from cases.models import CtAbdomen
from cases.organ_chips import ORGANS, draw_chips


def form(**options: object) -> SectionForm:
    return CtAbdomenForm(instance=CtAbdomen(), **options)


def organ_rows() -> list[str]:
    """The rows of words in the group of organs."""
    (group,) = [group for group in CtAbdomenForm.groups if group.title == "Organs"]
    kinds = {name: CtAbdomenForm.base_fields[name].kind for name in group.names}  # type: ignore[attr-defined]
    return [name for name in group.names if kinds[name].name == "finding"]


def test_every_row_of_the_organs_has_a_chip_in_its_order() -> None:
    assert [row for _heading, organs in ORGANS for row in organs] == organ_rows()


def test_lines_are_headed_by_what_is_said() -> None:
    lines = draw_chips(form())["lines"]
    assert [line.heading for line in lines] == ["Invaded:", "Displaced:", "Border kept:"]
    assert lines[1].chips == (
        ("displaces_liver", "liver"),
        ("displaces_gall_bladder", "gall bladder"),
    )


def test_a_page_without_organs_or_without_the_right_to_edit_has_no_chips() -> None:
    assert draw_chips(form(names={"date"})) == {"lines": []}
    reading = form()
    for field in reading.fields.values():
        field.disabled = True
    assert draw_chips(reading) == {"lines": []}


def test_chips_are_for_script_only() -> None:
    html = render_to_string("cases/organ_chips.html", draw_chips(form()))
    assert re.findall(r'class="organ-chips ([\w-]+)"', html) == ["needs-script"]
    assert len(re.findall(r"<button[^>]*type=\"button\"", html)) == len(organ_rows())
