"""The map of the cava says what its form holds, saved or just typed, in shapes and in words."""

import itertools
import re
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from cases.cava_map import (
    LEVEL_EDGES,
    LEVEL_NAMES,
    LEVEL_Y,
    MAP_VERSION,
    VEINS,
    CavaMap,
    draw_map,
)
from cases.forms.base import SectionForm
from cases.forms.sections import CtAbdomenForm
from cases.models import CtAbdomen
from cases.models.words import CavaLevel


def held(**answers: Any) -> SectionForm:
    """The form of a study that is saved with these answers."""
    return CtAbdomenForm(instance=CtAbdomen(**answers))


def mapped(form: SectionForm) -> CavaMap:
    return draw_map(form)["map"]


def level_states(drawing: CavaMap) -> dict[str, str]:
    """Only levels of which something is said."""
    return {level.key: level.state for level in drawing.levels if level.state}


def answers(drawing: CavaMap) -> dict[str, str]:
    return {mapped.vein.row: mapped.word for mapped in drawing.veins if mapped.word}


def test_an_empty_form_marks_nothing_and_says_nothing() -> None:
    drawing = mapped(held())
    assert (level_states(drawing), answers(drawing), drawing.said) == ({}, {}, "")


def test_two_limits_mark_what_lies_between_them() -> None:
    drawing = mapped(held(ivc_lower="renal_vein_ostia", ivc_upper="hepatic_vein_ostia"))
    assert level_states(drawing) == {
        "hepatic_vein_ostia": "is-within is-upper",
        "suprarenal": "is-within",
        "renal_vein_ostia": "is-within is-lower",
    }


def test_one_limit_marks_its_level_alone() -> None:
    assert level_states(mapped(held(ivc_upper="suprarenal"))) == {
        "suprarenal": "is-within is-upper"
    }


def test_both_limits_at_one_level_are_both_named() -> None:
    drawing = mapped(held(ivc_lower="infrarenal", ivc_upper="infrarenal"))
    assert level_states(drawing) == {"infrarenal": "is-within is-lower is-upper"}


def test_answers_are_those_of_the_rows() -> None:
    drawing = mapped(held(invades_ivc="present", invades_right_atrium="equivocal"))
    assert answers(drawing) == {"invades_right_atrium": "equivocal", "invades_ivc": "present"}


def test_what_is_just_typed_is_drawn_though_it_is_not_saved() -> None:
    posted = QueryDict("ivc_lower=infrarenal&invades_right_renal_vein=present")
    drawing = mapped(CtAbdomenForm(posted, instance=CtAbdomen(ivc_lower="suprarenal")))
    assert level_states(drawing) == {"infrarenal": "is-within is-lower"}
    assert answers(drawing) == {"invades_right_renal_vein": "present"}


def test_a_posted_word_that_is_no_level_is_shown_as_it_is() -> None:
    drawing = mapped(CtAbdomenForm(QueryDict("ivc_lower=knee"), instance=CtAbdomen()))
    assert level_states(drawing) == {}
    assert drawing.said == "Lower limit in the cava: knee"


def test_the_map_is_said_in_words() -> None:
    drawing = mapped(
        held(
            ivc_lower="infrarenal",
            invades_right_renal_vein="present",
            invades_ivc="present",
            invades_right_atrium="absent",
        )
    )
    assert drawing.said == (
        "Lower limit in the cava: infrarenal cava; absent: right atrium; "
        "present: right renal vein, vena cava"
    )


def test_a_page_that_carries_no_limits_draws_an_empty_map() -> None:
    drawing = mapped(CtAbdomenForm(QueryDict(""), instance=CtAbdomen(), names={"date"}))
    assert (drawing.said, drawing.is_live) == ("", False)


def test_for_readers_it_cannot_be_pressed() -> None:
    form = held()
    assert mapped(form).is_live is True
    form.fields["ivc_lower"].disabled = True
    assert mapped(form).is_live is False


class TestGeometry:
    def test_has_every_level_of_the_record_from_above(self) -> None:
        drawn = [level.key for level in mapped(held()).levels]
        assert drawn == list(reversed(CavaLevel.values))
        assert set(LEVEL_NAMES) == set(LEVEL_Y) == set(drawn)

    def test_each_level_stands_in_its_own_stretch(self) -> None:
        stretches = dict(
            zip(reversed(CavaLevel.values), itertools.pairwise(LEVEL_EDGES), strict=True)
        )
        outside = [k for k, (top, end) in stretches.items() if not top < LEVEL_Y[k] < end]
        assert outside == []

    def test_every_vein_is_a_row_of_the_form(self) -> None:
        assert [v.row for v in VEINS if v.row not in CtAbdomenForm.base_fields] == []

    @pytest.mark.parametrize("side", ["right", "left"])
    def test_the_patient_s_right_lies_on_the_viewer_s_left(self, side: str) -> None:
        places = {vein.row: vein.x for vein in VEINS}
        beside = [places[f"invades_{side}_{vein}_vein"] < 200 for vein in ("renal", "hepatic")]
        assert beside == [side == "right"] * 2

    def test_no_two_places_to_press_cover_each_other(self) -> None:
        places = [(vein.x, vein.y) for vein in VEINS]
        distances = [
            (ax - bx) ** 2 + (ay - by) ** 2
            for (ax, ay), (bx, by) in itertools.combinations(places, 2)
        ]
        assert min(distances) >= 46**2


class TestPicture:
    def test_names_its_version_and_both_sides(self) -> None:
        svg = render_to_string("cases/cava_map.html", draw_map(held()))
        assert re.findall(r'data-drawing="(\w+)"', svg) == [MAP_VERSION]
        assert re.findall(r'class="cava-side"[^>]*>(\w)<', svg) == ["R", "L"]

    def test_is_one_image_that_the_tab_key_does_not_enter(self) -> None:
        svg = render_to_string("cases/cava_map.html", draw_map(held(invades_ivc="present")))
        assert svg.count('role="img"') == 1
        assert re.findall(r"tabindex|<a |<button|<input", svg) == []
        assert re.findall(r"cava-answer is-(\w+)", svg).count("present") == 2
