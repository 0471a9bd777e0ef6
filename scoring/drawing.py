"""Pictures of cards as plain shapes: a bar from low to high over the groups.

The counted part is solid, what missing values could add is hatched. Shapes carry classes and
presentation attributes only, so that they print and need no inline style.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from scoring.wording import Bar

WIDTH = 300  # units of the drawing, with room for the outline at both ends
INSET = 4


@dataclass(frozen=True)
class Mark:
    """A position along the bar with what stands there."""

    x: float
    label: str


@dataclass(frozen=True)
class BarDrawing:
    """x and width of each part; ticks are the points, groups the names under them."""

    counted_width: float
    open_x: float
    open_width: float
    ticks: tuple[Mark, ...]
    groups: tuple[Mark, ...]
    borders: tuple[float, ...]
    label: str


def draw_bar(bar: Bar) -> BarDrawing:
    """From 0 to `of` points; a sure result has no hatched part."""
    unit = (WIDTH - 2 * INSET) / bar.of if bar.of else 0
    spans = [span for span in bar.groups if span.first <= bar.of]
    ends = [min(span.last, bar.of) for span in spans]
    return BarDrawing(
        counted_width=round(bar.low * unit, 1),
        open_x=round(INSET + bar.low * unit, 1),
        open_width=round((bar.high - bar.low) * unit, 1),
        ticks=tuple(Mark(round(INSET + n * unit, 1), str(n)) for n in range(bar.of + 1)),
        groups=tuple(
            Mark(round(INSET + (span.first + end) / 2 * unit, 1), span.label)
            for span, end in zip(spans, ends, strict=True)
        ),
        borders=tuple(round(INSET + (end + 0.5) * unit, 1) for end in ends[:-1]),
        label=_("%(low)s to %(high)s of %(of)s possible")
        % {"low": bar.low, "high": bar.high, "of": bar.of},
    )
