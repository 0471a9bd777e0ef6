"""Volume of the tumour as an ellipsoid: pi/6 x a x b x c, in mL from centimetres.

Source: the ellipsoid formula; the dimensions are those of the latest study that gives any and is
not certainly after the first operation or recurrence. All three are needed, in any order.
Dimensions known only from one side give a volume from that side; where one is known from above and
another from below, none.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from scoring.rules.base import APPLICABILITY, Card, Criterion, Missing, Note, Rule
from scoring.rules.factors import is_exact, lacking_together
from scoring.rules.sizes import IMAGED, IMAGING_READS, on_imaging, other_studies
from scoring.values.cells import NO_AMOUNT, Amount, Why
from scoring.values.fields import Facts, Field
from scoring.values.interval import EXACT, Interval, plain
from scoring.values.truth import UNKNOWN, YES

KEY, VERSION = "tumour_volume", "1"
CITATION = "Volume of an ellipsoid, pi/6 x a x b x c"
PI_SIXTH = Decimal("0.52359877559829887307710723054658381403")
CUBIC_MM_PER_ML = Decimal(1000)
HUNDREDTH = Decimal("0.01")
MM_PER_CM = Decimal(10)


def evaluate(facts: Facts) -> Card:
    sizes = on_imaging(facts) or (NO_AMOUNT[Why.UNANSWERED],) * len(IMAGED)
    volume = volume_of(sizes)
    return Card(
        rule=KEY,
        version=VERSION,
        applicability=APPLICABILITY[YES],
        result=_result(volume),
        criteria=tuple(_criterion(*each) for each in zip(IMAGED, sizes, strict=True)),
        missing=_missing(volume, sizes),
        caveats=(*_approximate(sizes), *other_studies(facts)),
        citation=CITATION,
    )


def _approximate(sizes: Sequence[Amount]) -> tuple[Note, ...]:
    return (Note("approximate"),) if any(size.is_approximate for size in sizes) else ()


def volume_of(sizes: Sequence[Amount]) -> Interval | None:
    """In mL; None where a dimension is not known, or nothing bounds the volume."""
    known = [size.interval for size in sizes if size.interval is not None]
    if len(known) < len(sizes):
        return None
    low, high = (_product([getattr(each, end) for each in known]) for end in ("low", "high"))
    if low is None and high is None:
        return None
    is_open = any(each.low_open or each.high_open for each in known)
    return Interval(low, high, is_open, is_open)


def _product(lengths: Sequence[Decimal | None]) -> Decimal | None:
    """Of three lengths in mm, as an ellipsoid's volume in mL."""
    volume = EXACT.divide(PI_SIXTH, CUBIC_MM_PER_ML)
    for length in lengths:
        if length is None:
            return None
        volume = EXACT.multiply(volume, length)
    return volume


def _result(volume: Interval | None) -> dict[str, Any]:
    """value: rounded to a hundredth of a millilitre; absent where it cannot be computed."""
    if volume is None:
        return {}
    shown = volume.shown()
    shown["value"] = plain(Decimal(shown["value"]).quantize(HUNDREDTH, context=EXACT))
    return {**shown, "unit": "mL"}


def _criterion(field: Field[Any], size: Amount) -> Criterion:
    """Yes where the dimension is known, if only from one side."""
    if size.interval is None:
        return Criterion(field.name, UNKNOWN, {"why": str(size.why)})
    in_cm = size.interval.times(EXACT.divide(Decimal(1), MM_PER_CM))
    return Criterion(field.name, YES, {**in_cm.shown(), "unit": "cm"})


def _missing(volume: Interval | None, sizes: Sequence[Amount]) -> tuple[Missing, ...]:
    """Every dimension that is not exact, each with the others that are needed as well."""
    if volume is not None and volume.exact is not None:
        return ()
    cells: Iterable[tuple[Field[Any], Amount]] = zip(IMAGED, sizes, strict=True)
    return lacking_together({field: size for field, size in cells if not is_exact(size)})


EXAMPLE: dict[str, Any] = {
    "ct_abdomen": [
        {
            "tumour_dim_1": {"value": 18, "unit": "cm"},
            "tumour_dim_2": {"value": 13, "unit": "cm"},
            "tumour_dim_3": {"value": 18, "unit": "cm"},
        }
    ]
}
RULE = Rule(KEY, VERSION, evaluate, IMAGING_READS, example=EXAMPLE)
