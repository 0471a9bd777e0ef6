"""The map of the vena cava: geometry of the vein and its branches, and what a form says of them.

Seen from the front, so that the patient's right lies on the viewer's left. Units are those of the
drawing; shapes carry classes and presentation attributes only, so that they print. The map only
mirrors the selects and rows of its form: they are the inputs.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import held
from cases.models.words import CavaLevel

# Raised when a shape, a level or a place changes: a printed map can be told from later ones.
MAP_VERSION = "1"
LOWER, UPPER = "ivc_lower", "ivc_upper"

# From above; an ostium belongs to the segment above it, so each vein ends in the one it bounds.
# Beside each shape the height at which its name stands.
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
# Where one level ends and the next begins, from the top of the atrium downwards.
LEVEL_EDGES = (24, 84, 122, 140, 230, 248, 318, 345, 391)
LEVEL_NAMES: Mapping[str, Promise] = {
    "right_atrium": _("right atrium"),
    "suprahepatic": _("suprahepatic"),
    "hepatic_vein_ostia": _("hepatic ostia"),
    "suprarenal": _("suprarenal"),
    "renal_vein_ostia": _("renal ostia"),
    "infrarenal": _("infrarenal"),
    "iliac_confluence": _("confluence"),
    "iliac_veins": _("iliac veins"),
}
RUNG_TOP, RUNG_HEIGHT = 10, 49

RIGHT_HEPATIC, LEFT_HEPATIC, MIDDLE_HEPATIC = (
    "M182 122 C164 122 148 132 132 148 L141 158 C154 146 166 140 182 140 Z",
    "M218 122 C234 119 246 124 262 136 L254 147 C242 138 232 137 218 140 Z",
    "M224 130 C236 140 244 152 248 166 L236 170 C232 158 227 148 218 140 Z",
)
RIGHT_RENAL = ("M183 230 C168 231 156 240 138 246 L142 261 C158 255 170 248 183 248 Z",)
LEFT_RENAL = ("M217 230 C236 228 254 230 272 238 L267 253 C252 246 236 246 217 248 Z",)
VEIN_SHAPES = {
    "right_atrium": ("M183 84 C162 78 156 44 172 27 C189 10 232 9 245 29 C257 49 242 79 217 84 Z",),
    "hepatic_veins": (RIGHT_HEPATIC, LEFT_HEPATIC, MIDDLE_HEPATIC),
    "right_renal_vein": RIGHT_RENAL,
    "left_renal_vein": LEFT_RENAL,
    "iliac_veins": (
        "M183 326 C181 345 167 362 147 374 L161 391 C181 376 195 358 200 341 Z",
        "M217 326 C219 345 233 362 253 374 L239 391 C219 376 205 358 200 341 Z",
    ),
}


class Vein(NamedTuple):
    """What can be invaded: its row in the form, its shapes, where its answer is marked.

    is_named: it has no shape of its own, so its name stands beside the mark.
    """

    row: str
    name: str | Promise
    paths: tuple[str, ...]
    x: int
    y: int
    is_named: bool = False


VEINS = (
    Vein("invades_right_atrium", _("right atrium"), VEIN_SHAPES["right_atrium"], 208, 46),
    Vein("invades_hepatic_veins", _("hepatic veins"), (), 88, 114, is_named=True),
    Vein("invades_right_hepatic_vein", _("right hepatic vein"), (RIGHT_HEPATIC,), 136, 154),
    Vein("invades_left_hepatic_vein", _("left hepatic vein"), (LEFT_HEPATIC,), 270, 132),
    Vein("invades_middle_hepatic_vein", _("middle hepatic vein"), (MIDDLE_HEPATIC,), 248, 178),
    Vein(
        "invades_right_renal_vein", _("right renal vein"), VEIN_SHAPES["right_renal_vein"], 132, 256
    ),
    Vein("invades_left_renal_vein", _("left renal vein"), LEFT_RENAL, 274, 248),
    Vein("invades_ivc", _("vena cava"), (), 88, 346, is_named=True),
    Vein("invades_iliac_veins", _("iliac veins"), VEIN_SHAPES["iliac_veins"], 158, 380),
)


@dataclass(frozen=True)
class MappedLevel:
    """A level: a rung of the ladder beside the vein, and its stretch of the vein."""

    key: str
    name: str
    y: int
    rung_y: int
    top: int
    height: int
    state: str

    @property
    def rung_middle(self) -> int:
        """Where the line from the vein ends, and the name stands."""
        return self.rung_y + RUNG_HEIGHT // 2


@dataclass(frozen=True)
class MappedVein:
    """A vein with the word that its row holds; empty while nobody has answered."""

    vein: Vein
    word: str


@dataclass(frozen=True)
class CavaMap:
    """said: the limits and the answers in words, for those who do not see the map."""

    version: str
    is_live: bool
    levels: tuple[MappedLevel, ...]
    veins: tuple[MappedVein, ...]
    segments: tuple[tuple[str, str, int], ...]
    said: str


def draw_map(form: forms.BaseForm) -> dict[str, CavaMap]:
    """The context of the map's template, from what the form holds: saved or just typed."""
    lower, upper = held(form, LOWER), held(form, UPPER)
    veins = tuple(MappedVein(vein, held(form, vein.row)) for vein in VEINS)
    drawing = CavaMap(
        version=MAP_VERSION,
        is_live=LOWER in form.fields and not form.fields[LOWER].disabled,
        levels=_levels(lower, upper),
        veins=veins,
        segments=tuple((name, path, y) for name, (path, y) in SEGMENT_SHAPES.items()),
        said=_say(form, veins),
    )
    return {"map": drawing}


def _levels(lower: str, upper: str) -> tuple[MappedLevel, ...]:
    """From above, as they are drawn; the list of words counts from below."""
    words: list[str] = list(CavaLevel.values)
    ends = [words.index(end) for end in (lower, upper) if end in words]
    within = range(min(ends), max(ends) + 1) if len(ends) == 2 else ends
    edges = itertools.pairwise(LEVEL_EDGES)
    return tuple(
        MappedLevel(
            key=key,
            name=str(LEVEL_NAMES[key]),
            y=LEVEL_Y[key],
            rung_y=RUNG_TOP + index * RUNG_HEIGHT,
            top=top,
            height=bottom - top,
            state=_level_state(key, lower, upper, words.index(key) in within),
        )
        for index, (key, (top, bottom)) in enumerate(zip(reversed(words), edges, strict=True))
    )


def _level_state(key: str, lower: str, upper: str, is_within: bool) -> str:
    """Classes of a level; both ends may lie at one."""
    states = {"is-within": is_within, "is-lower": key == lower, "is-upper": key == upper}
    return " ".join(name for name, holds in states.items() if holds)


def _say(form: forms.BaseForm, veins: tuple[MappedVein, ...]) -> str:
    """Limits by the labels of their selects, then veins by answer; empty without any."""
    parts = [
        f"{form.fields[name].label}: {_label(form, name, held(form, name))}"
        for name in (LOWER, UPPER)
        if held(form, name)
    ]
    for word in dict.fromkeys(mapped.word for mapped in veins if mapped.word):
        names = ", ".join(str(mapped.vein.name) for mapped in veins if mapped.word == word)
        parts.append(f"{_label(form, VEINS[0].row, word)}: {names}")
    return "; ".join(parts)


def _label(form: forms.BaseForm, name: str, word: str) -> str:
    """A posted word that is no option is shown as it is."""
    kind: Any = form.fields[name].kind  # type: ignore[attr-defined]
    return str(dict(kind.options()).get(word, word))
