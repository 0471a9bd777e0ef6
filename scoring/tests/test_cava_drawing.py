"""The drawing of the vena cava says what the segment card says, in shapes and in words."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string

from cases.cava_map import LEVEL_Y, SEGMENT_SHAPES, VEIN_SHAPES
from scoring.cava_drawing import MARK_TOPS, CavaDrawing, draw_cava, draw_segments, say_segments
from scoring.facts import facts_from
from scoring.rules import kulaylat
from scoring.rules.cava import tumour_of
from scoring.rules.segments import LEVELS

PAPER = {
    "ct_abdomen": [
        {"invades_ivc": {"value": "present", "alternatives": [{"value": "absent", "source": "x"}]}}
    ],
    "pathology": [
        {
            "diagnosis": "leiomyosarcoma",
            "invades_right_renal_vein": "present",
            "invades_ivc_wall": "present",
        }
    ],
}


def drawn(key: str = "cava", **ct: Any) -> CavaDrawing:
    """With nothing but a study of the abdomen."""
    return drawn_from({"ct_abdomen": [ct]} if ct else {}, key)


def drawn_from(document: dict[str, Any], key: str = "cava") -> CavaDrawing:
    facts = facts_from(document)
    return draw_cava(kulaylat.evaluate(facts).as_dict(), tumour_of(facts), key)


def segments(drawing: CavaDrawing) -> dict[str, str]:
    return {segment.name: segment.state for segment in drawing.segments}


def states(drawing: CavaDrawing) -> dict[str, str]:
    return {structure.key: structure.state for structure in drawing.structures}


def statements(drawing: CavaDrawing) -> dict[str, str]:
    return {statement.heading: statement.structures for statement in drawing.statements}


def test_the_paper_s_patient_suggests_ii_and_excludes_nothing() -> None:
    drawing = drawn_from(PAPER)
    assert segments(drawing) == {"III": "not_excluded", "II": "suggested", "I": "not_excluded"}
    assert statements(drawing) == {
        "sources disagree": "vena cava on CT",
        "invaded": "wall of the cava and right renal vein",
        "not recorded": "right atrium, hepatic veins and left renal vein",
    }


def test_an_empty_case_excludes_nothing_and_marks_nothing() -> None:
    drawing = drawn()
    assert set(segments(drawing).values()) == {"not_excluded"}
    assert [each for each in drawing.structures if each.is_marked] == []
    assert drawing.limits == ()


def test_limits_make_segments_certain_and_excluded() -> None:
    drawing = drawn(ivc_lower="suprarenal", ivc_upper="suprahepatic")
    assert segments(drawing) == {"III": "certain", "II": "certain", "I": "excluded"}
    assert [(each.end, each.level, each.y) for each in drawing.limits] == [
        ("upper limit", "suprahepatic cava", LEVEL_Y["suprahepatic"]),
        ("lower limit", "suprarenal cava", LEVEL_Y["suprarenal"]),
    ]


def test_both_limits_at_one_level_are_named_on_both_sides_of_the_line() -> None:
    upper, lower = drawn(ivc_lower="infrarenal", ivc_upper="infrarenal").limits
    assert upper.y == lower.y
    assert (upper.name, lower.name) == ("upper", "lower")
    assert upper.dy < 0 < lower.dy


def test_segments_are_said_the_surest_first() -> None:
    card = kulaylat.evaluate(facts_from({"ct_abdomen": [{"ivc_lower": "suprarenal"}]})).as_dict()
    assert say_segments(card) == "II certain; III not excluded; I excluded"


def test_limits_that_contradict_each_other_exclude_nothing() -> None:
    drawing = drawn(ivc_lower="suprahepatic", ivc_upper="infrarenal")
    assert set(segments(drawing).values()) == {"no_result"}


@pytest.mark.parametrize(
    ("finding", "state", "said"),
    [
        ("present", "invaded", "invaded"),
        ("absent", "free", "free"),
        ("equivocal", "unknown", "equivocal"),
        ("not_assessed", "unknown", "not assessed"),
        ({"missing": "not_done"}, "unknown", "not done"),
        (
            {"value": "absent", "alternatives": [{"value": "present"}]},
            "disputed",
            "sources disagree",
        ),
    ],
)
def test_each_answer_has_a_state_and_a_word(finding: Any, state: str, said: str) -> None:
    drawing = drawn(invades_right_atrium=finding)
    assert states(drawing)["right_atrium"] == state
    assert statements(drawing)[said] == "right atrium"


@pytest.mark.parametrize(
    ("lower", "upper", "segment"),
    [
        ("infrarenal", "infrarenal", "I"),
        ("suprarenal", "suprarenal", "II"),
        ("infrarenal", "suprahepatic", "I"),
        ("suprahepatic", "right_atrium", "III"),
    ],
)
def test_invasion_of_the_cava_is_marked_in_the_lowest_certain_segment(
    lower: str, upper: str, segment: str
) -> None:
    drawing = drawn(ivc_lower=lower, ivc_upper=upper, invades_ivc="present")
    (cava,) = [each for each in drawing.structures if each.key == "ivc"]
    assert cava.place.mark_y - MARK_TOPS[segment] == 20


def test_every_level_lies_in_the_shape_of_its_segment() -> None:
    assert set(LEVEL_Y) == set(LEVELS)
    ends = {name: _heights(path) for name, (path, _y) in SEGMENT_SHAPES.items()}
    for level, name in [("infrarenal", "I"), ("suprarenal", "II"), ("suprahepatic", "III")]:
        assert min(ends[name]) < LEVEL_Y[level] < max(ends[name])
    assert min(ends["II"]) < LEVEL_Y["renal_vein_ostia"] < max(ends["II"])
    assert min(ends["III"]) < LEVEL_Y["hepatic_vein_ostia"] < max(ends["III"])


def _heights(path: str) -> list[int]:
    """The second number of each point; vertical strokes give theirs."""
    points = re.findall(r"[MLC ](\d+) (\d+)", path)
    return [int(y) for _x, y in points] + [int(y) for y in re.findall(r"V(\d+)", path)]


def test_the_whole_drawing_is_said_in_words() -> None:
    assert drawn_from(PAPER).label == (
        "Inferior vena cava from the front, the patient's right on the left. "
        "Certain: none; suggested: II; not excluded: I, III. "
        "Segment III: not excluded. Segment II: suggested. Segment I: not excluded. "
        "Sources disagree: vena cava on CT. "
        "Invaded: wall of the cava and right renal vein. "
        "Not recorded: right atrium, hepatic veins and left renal vein."
    )


class TestPicture:
    def test_has_both_sides_the_label_and_one_mark_for_each_finding(self) -> None:
        drawing = drawn_from(PAPER)
        svg = render_to_string("scoring/cava.html", {"cava": drawing})
        assert re.findall(r'class="cava-side"[^>]*>(\w)<', svg) == ["R", "L"]
        assert svg.count('class="cava-mark') == 3
        assert svg.count('role="img"') == 1
        assert re.findall(r'<path class="cava-segment is-(\w+)"', svg) == [
            "not_excluded",
            "suggested",
            "not_excluded",
        ]

    def test_two_on_one_page_share_no_id(self) -> None:
        first, second = (
            render_to_string("scoring/cava.html", {"cava": drawn_from(PAPER, key)})
            for key in ("before", "after")
        )
        assert re.findall(r'\sid="([^"]+)"', first + second) == ["before-hatch", "after-hatch"]
        assert re.findall(r'fill="url\(#([^)]+)\)"', first + second) == [
            "before-hatch",
            "after-hatch",
        ]


def test_by_itself_the_card_draws_segments_and_limits_and_leaves_every_vein_plain() -> None:
    facts = facts_from({"ct_abdomen": [{"ivc_upper": "suprarenal", "ivc_lower": "infrarenal"}]})
    drawing = draw_segments(kulaylat.evaluate(facts).as_dict())
    assert segments(drawing) == {"III": "excluded", "II": "certain", "I": "certain"}
    assert [limit.end for limit in drawing.limits] == ["upper limit", "lower limit"]
    assert (drawing.structures, drawing.statements) == ((), ())
    assert set(drawing.plain_paths) == {path for paths in VEIN_SHAPES.values() for path in paths}
    assert "Upper limit: suprarenal cava." in drawing.label
    assert drawing.left + drawing.width == drawn().left + drawn().width == 380
    assert (drawing.left, drawn().left) == (80, 0)
