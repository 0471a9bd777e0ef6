"""Sizes typed together, as reports give them: "18 x 13 x 18 cm" in the first of their boxes."""

import re
from typing import Any

TIMES = re.compile(r"[x×*]", re.IGNORECASE)
SIZE = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*([^\W\d_]*)\s*")


def split_sizes(text: str) -> list[str]:
    """Each number with its unit; [] for anything but sizes.

    One unit behind the last is that of all; a unit behind some others only is nobody's to guess.
    """
    parts = [SIZE.fullmatch(part) for part in TIMES.split(text)]
    sizes = [part.groups() for part in parts if part]
    if len(parts) < 2 or len(sizes) < len(parts):
        return []
    *before, last = [unit for _number, unit in sizes]
    if any(before) and not all([*before, last]):
        return []
    return [f"{number} {unit or last}".strip() for number, unit in sizes]


def spread_sizes(data: Any, boxes: tuple[str, ...]) -> Any:
    """The posted data with sizes of the first box spread over all; as it was if one is taken.

    The unit that is chosen beside the first box is chosen for all of them.
    """
    first, *others = boxes
    sizes = split_sizes(data.get(first) or "")
    is_taken = any(data.get(f"{box}{part}") for box in others for part in ("", "__missing"))
    if is_taken or not 2 <= len(sizes) <= len(boxes):
        return data
    spread = data.copy()
    for box, size in zip(boxes, sizes, strict=False):
        spread[box] = size
        spread[f"{box}__unit"] = data.get(f"{box}__unit") or data.get(f"{first}__unit") or ""
    return spread
