"""Pictures of cards as plain shapes: a bar over the groups, and a value's place beside its limits.

In the bar the counted part is solid, what missing values could add is hatched. Shapes carry
classes and presentation attributes only, so that they print and need no inline style.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from scoring.wording import Bar
from scoring.wording.phrases import measured
from scoring.wording.text import Place

WIDTH = 300  # units of the drawing, with room for the outline at both ends
INSET = 4
MARGIN = Decimal("0.4")  # beside the outermost numbers of a scale, of the span between them


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


@dataclass(frozen=True)
class PlaceDrawing:
    """A scale with the range between the limits, to the edge where one is not given.

    dot: the value; None where it is known from one side only: then a line from line_x to
    line_end, one of which is the edge. value: its number, over the end that is known.
    """

    range_x: float
    range_width: float
    lower: Mark | None
    upper: Mark | None
    dot: float | None
    line_x: float
    line_end: float
    value: Mark
    label: str


class Scale(NamedTuple):
    """The numbers at the two ends of a drawing."""

    first: Decimal
    last: Decimal

    def x(self, number: Decimal) -> float:
        share = (number - self.first) / (self.last - self.first)
        return round(INSET + float(share) * (WIDTH - 2 * INSET), 1)

    def span(self, low: Decimal | None, high: Decimal | None) -> tuple[float, float]:
        """x and width; an end that nothing bounds is that of the drawing."""
        start = self.x(self.first if low is None else low)
        return start, round(self.x(self.last if high is None else high) - start, 1)

    def mark(self, number: Decimal | None) -> Mark | None:
        return None if number is None else Mark(self.x(number), measured({"value": number}))


def draw_place(place: Place) -> PlaceDrawing:
    """To scale; everything that is known of value and limits is in the picture."""
    known = [n for n in (place.low, place.high, place.lower, place.upper) if n is not None]
    first, last = min(known), max(known)
    margin = MARGIN * ((last - first) or abs(first) or 1)
    scale = Scale(first - margin, last + margin)
    range_x, range_width = scale.span(place.lower, place.upper)
    line_x, line_width = scale.span(place.low, place.high)
    end = place.high if place.low is None else place.low
    assert end is not None
    value = Mark(scale.x(end), place.value)
    return PlaceDrawing(
        range_x=range_x,
        range_width=range_width,
        lower=scale.mark(place.lower),
        upper=scale.mark(place.upper),
        dot=value.x if place.low == place.high else None,
        line_x=line_x,
        line_end=round(line_x + line_width, 1),
        value=value,
        label=place.label,
    )
