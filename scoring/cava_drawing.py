"""The vena cava as plain shapes: segments by what the card says of them, invaded structures marked.

Seen from the front, so that the patient's right lies on the viewer's left. Units are those of the
drawing; shapes carry classes and presentation attributes only, so that they print.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
# From above; an ostium belongs to the segment above it, so each vein ends in the one it bounds.
SEGMENT_SHAPES = {
    "III": ("M183 84 H217 L218 140 H182 Z", 92),
    "II": ("M182 140 H218 C219 180 217 210 217 248 H183 C183 210 181 180 182 140 Z", 178),
    "I": ("M183 248 H217 V326 L200 341 L183 326 Z", 306),
}
LEVEL_Y = {
    "right_atrium": 56,
    "suprahepatic": 112,
    "hepatic_vein_ostia": 131,
    "suprarenal": 190,
    "renal_vein_ostia": 239,
    "infrarenal": 284,
    "iliac_confluence": 330,
    "iliac_veins": 360,
}
# The upper limit is named above its line, the lower one below.
LIMIT_NAMES = {"ivc_upper": (gettext_lazy("upper"), -5), "ivc_lower": (gettext_lazy("lower"), 14)}
VEIN_SHAPES = {
    "right_atrium": ("M183 84 C162 78 156 44 172 27 C189 10 232 9 245 29 C257 49 242 79 217 84 Z",),
    "hepatic_veins": (
        "M182 122 C164 122 148 132 132 148 L141 158 C154 146 166 140 182 140 Z",
        "M218 122 C234 119 246 124 262 136 L254 147 C242 138 232 137 218 140 Z",
        "M224 130 C236 140 244 152 248 166 L236 170 C232 158 227 148 218 140 Z",
    ),
    "right_renal_vein": ("M183 230 C168 231 156 240 138 246 L142 261 C158 255 170 248 183 248 Z",),
    "left_renal_vein": ("M217 230 C236 228 254 230 272 238 L267 253 C252 246 236 246 217 248 Z",),
}


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


def _segment(name: str, card: Mapping[str, Any]) -> SegmentShape:
    path, y = SEGMENT_SHAPES[name]
    state = _segment_state(name, card)
    return SegmentShape(name, state, word(SEGMENT_STATES, state), path, y)


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
