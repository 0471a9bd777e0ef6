"""The vena cava as plain shapes: segments by what the card says of them, invaded structures marked.

Seen from the front, so that the patient's right lies on the viewer's left. Units are those of the
drawing; shapes carry classes and presentation attributes only, so that they print.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.cava_map import LEVEL_Y, SEGMENT_SHAPES, VEIN_SHAPES
from scoring.rules.cava import Tumour
from scoring.values.cells import Finding, Why
from scoring.values.truth import NO, YES
from scoring.wording import describe
from scoring.wording.cava import ENDS, STRUCTURES, level
from scoring.wording.phrases import Words, listed, sentence, why, word

SEGMENT_STATES: Words = {
    "certain": gettext_lazy("certain"),
    "suggested": gettext_lazy("suggested"),
    "not_excluded": gettext_lazy("not excluded"),
    "excluded": gettext_lazy("excluded"),
    "no_result": gettext_lazy("no result"),
}
LEGEND = ("certain", "suggested", "not_excluded", "excluded")
STRUCTURE_STATES: Words = {
    "invaded": gettext_lazy("invaded"),
    "disputed": gettext_lazy("sources disagree"),
    "free": gettext_lazy("free"),
}
# The upper limit is named above its line, the lower one below.
LIMIT_NAMES = {"ivc_upper": (gettext_lazy("upper"), -5), "ivc_lower": (gettext_lazy("lower"), 14)}


RIGHT_END = 380


class Place(NamedTuple):
    """Where a structure is marked and named; leader_x: where the line between them begins."""

    mark_x: int
    mark_y: int
    text_x: int
    text_y: int
    anchor: str
    leader_x: int


PLACES = {
    "right_atrium": Place(200, 48, 4, 40, "start", 84),
    "hepatic_veins": Place(158, 138, 4, 84, "start", 92),
    "ivc": Place(200, 20, 4, 122, "start", 116),
    "ivc_wall": Place(183, 0, 4, 160, "start", 112),
    "right_renal_vein": Place(160, 244, 4, 198, "start", 112),
    "left_renal_vein": Place(246, 239, 376, 246, "end", 290),
}
# The record does not say at which height the cava is invaded: its marks stand in the segment that
# is surest, y counted from here.
MOVING_MARKS = ("ivc", "ivc_wall")
MARK_TOPS = {"III": 102, "II": 194, "I": 284}


@dataclass(frozen=True)
class SegmentShape:
    """y: where its name stands, beside the vein. state: a key of SEGMENT_STATES."""

    name: str
    state: str
    state_label: str
    path: str
    y: int


@dataclass(frozen=True)
class StructureShape:
    """A vein or the atrium; paths are empty for what has no shape of its own."""

    key: str
    label: str
    state: str
    state_label: str
    paths: tuple[str, ...]
    place: Place

    @property
    def is_marked(self) -> bool:
        """What the room must see; the rest is said below the drawing."""
        return self.state in ("invaded", "disputed")


@dataclass(frozen=True)
class LimitShape:
    """A recorded end of the tumour, drawn across the vein. dy: where its name stands, from y."""

    end: str
    level: str
    y: int
    name: str
    dy: int


@dataclass(frozen=True)
class Statement:
    """What is said below the drawing: a heading and the structures it holds for."""

    heading: str
    structures: str


@dataclass(frozen=True)
class CavaDrawing:
    """key: begins the ids of the drawing, so that one page can hold several.

    label: the whole drawing in words, for those who do not see it.
    """

    key: str
    segments: tuple[SegmentShape, ...]
    structures: tuple[StructureShape, ...]
    limits: tuple[LimitShape, ...]
    statements: tuple[Statement, ...]
    legend: tuple[tuple[str, str], ...]
    label: str

    @property
    def plain_paths(self) -> tuple[str, ...]:
        """The veins of which the drawing says nothing."""
        told = {structure.key for structure in self.structures}
        return tuple(
            path for name, paths in VEIN_SHAPES.items() if name not in told for path in paths
        )

    @property
    def left(self) -> int:
        """Where the drawing begins: names of structures stand on its left, if there are any."""
        return 0 if self.structures else 80

    @property
    def leading(self) -> int:
        """From a segment's name down to its state; more where letters are set larger."""
        return 15 if self.structures else 21

    @property
    def width(self) -> int:
        """As far as the names of the segments reach, on its right."""
        return RIGHT_END - self.left


def draw_cava(card: Mapping[str, Any], tumour: Tumour, key: str = "cava") -> CavaDrawing:
    """From the segment card, and what the same record says of each structure."""
    segments = tuple(_segment(name, card) for name in SEGMENT_SHAPES)
    found = tumour.structures()
    top = _mark_top(segments)
    structures = tuple(_structure(name, found[name], tumour.disputed, top) for name in PLACES)
    limits = tuple(_limits(card))
    statements = tuple(_statements(limits, structures))
    return CavaDrawing(
        key=key,
        segments=segments,
        structures=structures,
        limits=limits,
        statements=statements,
        legend=tuple((state, word(SEGMENT_STATES, state)) for state in LEGEND),
        label=_label(card, segments, statements),
    )


def draw_segments(card: Mapping[str, Any], key: str = "segments") -> CavaDrawing:
    """What the segment card holds by itself: segments and limits, no structures."""
    segments = tuple(_segment(name, card) for name in SEGMENT_SHAPES)
    limits = tuple(_limits(card))
    label = _label(card, segments, tuple(_statements(limits, ())))
    return CavaDrawing(key, segments, (), limits, (), (), label)


def _segment(name: str, card: Mapping[str, Any]) -> SegmentShape:
    path, y = SEGMENT_SHAPES[name]
    state = _segment_state(name, card)
    return SegmentShape(name, state, word(SEGMENT_STATES, state), path, y)


def segment_states(card: Mapping[str, Any]) -> dict[str, str]:
    """By segment, from above: a key of SEGMENT_STATES."""
    return {name: _segment_state(name, card) for name in SEGMENT_SHAPES}


def say_segments(card: Mapping[str, Any]) -> str:
    """The surest first, from below: II suggested; I and III not excluded."""
    found = segment_states(card)
    parts = []
    for state in SEGMENT_STATES:
        if names := [name for name in reversed(found) if found[name] == state]:
            words = {"segments": listed(names), "state": word(SEGMENT_STATES, state)}
            parts.append(_("%(segments)s %(state)s") % words)
    return "; ".join(parts)


def _segment_state(name: str, card: Mapping[str, Any]) -> str:
    """Limits that contradict each other leave no set at all: nothing is excluded by them."""
    states = ("certain", "suggested", "not_excluded")
    if not any(card[state] for state in states):
        return "no_result"
    return next((state for state in states if name in card[state]), "excluded")


def _mark_top(segments: tuple[SegmentShape, ...]) -> int:
    """In the lowest certain segment, else the lowest suggested one, else the middle one."""
    surest = [s.name for state in ("suggested", "certain") for s in segments if s.state == state]
    return MARK_TOPS[surest[-1] if surest else "II"]


def _structure(name: str, found: Finding, disputed: tuple[str, ...], top: int) -> StructureShape:
    state = _structure_state(name, found, disputed)
    known = state in STRUCTURE_STATES
    label = word(STRUCTURE_STATES, state) if known else why(found.why or Why.UNANSWERED)
    paths = VEIN_SHAPES.get(name, ())
    place = PLACES[name]
    if name in MOVING_MARKS:
        place = place._replace(mark_y=place.mark_y + top)
    return StructureShape(name, word(STRUCTURES, name), state, label, paths, place)


def _structure_state(name: str, found: Finding, disputed: tuple[str, ...]) -> str:
    """Invaded by either source counts as invaded, as in the card."""
    if found.truth is YES:
        return "invaded"
    if name in disputed:
        return "disputed"
    return "free" if found.truth is NO else "unknown"


def _limits(card: Mapping[str, Any]) -> list[LimitShape]:
    """Recorded limits; a level of another version, unknown here, has no place in the drawing."""
    limits = []
    for found in card["criteria"]:
        at = found.get("value")
        if found["key"] in LIMIT_NAMES and at in LEVEL_Y:
            name, dy = LIMIT_NAMES[found["key"]]
            end = word(ENDS, found["key"])
            limits.append(LimitShape(end, level(at), LEVEL_Y[at], str(name), dy))
    return limits


def _statements(
    limits: tuple[LimitShape, ...], structures: tuple[StructureShape, ...]
) -> list[Statement]:
    """The limits, then structures by what is said of them: the marked ones first."""
    headings = dict.fromkeys(
        each.state_label for each in sorted(structures, key=lambda each: not each.is_marked)
    )
    return [
        *(Statement(limit.end, limit.level) for limit in limits),
        *(
            Statement(heading, listed(s.label for s in structures if s.state_label == heading))
            for heading in headings
        ),
    ]


def _label(
    card: Mapping[str, Any],
    segments: tuple[SegmentShape, ...],
    statements: tuple[Statement, ...],
) -> str:
    view = _("Inferior vena cava from the front, the patient's right on the left.")
    parts = [describe(card).headline]
    parts += [
        _("Segment %(segment)s: %(state)s") % {"segment": each.name, "state": each.state_label}
        for each in segments
    ]
    parts += [f"{statement.heading}: {statement.structures}" for statement in statements]
    return " ".join([view, *(sentence(part) for part in parts)])
