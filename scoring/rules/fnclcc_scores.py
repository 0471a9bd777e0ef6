"""The three scores that an FNCLCC grade is the sum of: differentiation, mitoses, necrosis.

Source: NCI PDQ, adult soft tissue sarcoma treatment, tables 4 to 6. Differentiation 1 to 3 as the
pathologist gives it. Mitoses in ten high-power fields: 0 to 9 score 1, 10 to 19 score 2, 20 or
more score 3. Necrosis: none 0, under half of the tumour 1, half or more 2. A field of the system
has 0.1734 mm2; a count in other fields, or per mm2, is brought to the same area before it is
compared, without rounding. A count in fields of unknown area leaves every score possible, but for
a count of 0. Necrosis without its share scores 1 or 2.
"""

from decimal import ROUND_DOWN, Decimal
from typing import Any, NamedTuple

from scoring.rules.base import Criterion, Note
from scoring.rules.decisions import Input
from scoring.rules.factors import lack_of_value
from scoring.rules.scales import exceeds, reaches, steps
from scoring.values import units
from scoring.values.cells import Amount, Finding, Why, amount, finding
from scoring.values.fields import every
from scoring.values.interval import EXACT, Interval, plain
from scoring.values.truth import NO, UNKNOWN, YES

GRADE = every("pathology.fnclcc_grade", amount(units.NUMBER))
DIFFERENTIATION = every("pathology.differentiation_score", amount(units.NUMBER))
IN_FIELDS = every("pathology.mitoses", amount(units.MITOSES_IN_FIELDS))
IN_AREA = every("pathology.mitoses", amount(units.MITOSES_IN_AREA))
FIELD_AREA = every("pathology.hpf_field_area", amount(units.FIELD_AREA))
NECROSIS = every("pathology.necrosis", finding)
NECROTIC_SHARE = every("pathology.necrosis_percent", amount(units.SHARE))
GRADED_BY = (GRADE, DIFFERENTIATION, IN_FIELDS, IN_AREA, FIELD_AREA, NECROSIS, NECROTIC_SHARE)

STANDARD_FIELD = Decimal("0.1734")  # mm2, one high-power field of the system
TEN_FIELDS = Decimal("1.734")  # mm2
SCORE_2_FROM, SCORE_3_FROM = Decimal(10), Decimal(20)  # mitoses in ten fields
HALF = Decimal(50)  # percent of the tumour
DIFFERENTIATIONS = MITOTIC = (1, 2, 3)  # scores
NECROTIC = (0, 1, 2)
BY_NECROSIS = {YES: (1, 2), NO: (0,)}
HUNDREDTH = Decimal("0.01")


class Specimen(NamedTuple):
    """What one row says of the grade; the cells of GRADED_BY."""

    grade: Amount
    differentiation: Amount
    in_fields: Amount
    in_area: Amount
    field_area: Amount
    necrosis: Finding
    necrotic_share: Amount


class Score(NamedTuple):
    """points: those that the specimen leaves possible; given: the same, and what would narrow them.

    at_standard: those of a count in fields of unknown area, if the fields were the system's own.
    """

    points: tuple[int, ...]
    given: Input
    criterion: Criterion
    caveats: tuple[Note, ...] = ()
    at_standard: tuple[int, ...] = ()


def scores_of(specimen: Specimen) -> tuple[Score, Score, Score]:
    """In the order in which they are added up."""
    return _differentiation(specimen.differentiation), _mitoses(specimen), _necrosis(specimen)


def _differentiation(said: Amount) -> Score:
    exact = None if said.interval is None else said.interval.exact
    options = tuple(each for each in DIFFERENTIATIONS if each == exact) or DIFFERENTIATIONS
    given = Input(DIFFERENTIATION, options, lack_of_value(said.why), said.why)
    return Score(options, given, _criterion("differentiation", given, {}))


def _mitoses(specimen: Specimen) -> Score:
    """A count per mm2 needs no field; a count in fields needs the area of one."""
    in_area, in_fields, area = specimen.in_area, specimen.in_fields, specimen.field_area
    if in_area.interval is not None:
        values = _typed(in_area.interval, units.MITOSES_IN_AREA)
        score = _counted(in_area.interval.times(TEN_FIELDS), Decimal(1), values)
        return score._replace(caveats=_approximate(mitoses=in_area))
    if in_fields.interval is None:
        given = Input(IN_FIELDS, MITOTIC, lack_of_value(in_fields.why), in_fields.why)
        return Score(MITOTIC, given, _criterion("mitoses", given, {}))
    values = _typed(in_fields.interval, units.MITOSES_IN_FIELDS)
    field = None if area.interval is None else area.interval.exact
    if not field:
        return _without_area(in_fields, area, values)
    counted = in_fields.interval.times(STANDARD_FIELD)
    score = _counted(counted, field, values | {"field_area": plain(field)})
    return score._replace(caveats=_approximate(mitoses=in_fields, field_area=area))


def _counted(counted: Interval, per: Decimal, values: dict[str, Any]) -> Score:
    """counted / per: mitoses in ten fields of the system; compared without dividing."""
    if counted.exact is not None:
        in_ten = EXACT.divide(counted.exact, per).quantize(HUNDREDTH, ROUND_DOWN, EXACT)
        values = values | {"in_ten_fields": plain(in_ten)}
    points = _by_count(counted, per)
    given = Input(IN_FIELDS, points, "exact_value")
    return Score(points, given, _criterion("mitoses", given, values))


def _without_area(said: Amount, area: Amount, values: dict[str, Any]) -> Score:
    """However large the fields, a count of 0 scores 1; any other may score anything."""
    assert said.interval is not None
    points = (1,) if said.interval.high == 0 else MITOTIC
    needs = lack_of_value(area.why) if area.interval is None else "exact_value"
    given = Input(FIELD_AREA, points, needs, area.why)
    at_standard = _by_count(said.interval, Decimal(1)) if points == MITOTIC else ()
    criterion = _criterion("mitoses", given, values)
    return Score(points, given, criterion, _approximate(mitoses=said), at_standard)


def _by_count(counted: Interval, per: Decimal) -> tuple[int, ...]:
    passed = [
        reaches(counted, EXACT.multiply(limit, per)) for limit in (SCORE_2_FROM, SCORE_3_FROM)
    ]
    return tuple(MITOTIC[step] for step in steps(passed))


def _typed(count: Interval, unit: units.Quantity) -> dict[str, Any]:
    return {**count.shown(), "unit": unit.canonical}


def _necrosis(specimen: Specimen) -> Score:
    """The share decides; where it is not known the finding narrows it."""
    found, share = specimen.necrosis, specimen.necrotic_share
    by_share = steps([exceeds(share.interval, Decimal(0)), reaches(share.interval, HALF)])
    by_finding = BY_NECROSIS.get(found.truth, NECROTIC)
    both = tuple(score for score in by_finding if score in by_share)
    points = both or tuple(sorted({*by_finding, *by_share}))
    values = {} if share.interval is None else {**share.interval.shown(), "unit": "%"}
    caveats = _approximate(necrosis=share)
    if not both:
        caveats = (Note("necrosis_contradicts"), *caveats)
    given = Input(NECROTIC_SHARE, points, _lack_of_share(specimen, bool(both)), _why(specimen))
    return Score(points, given, _criterion("necrosis", given, values), caveats)


def _lack_of_share(specimen: Specimen, agree: bool) -> str:
    if not agree:
        return "consistency"
    if specimen.necrotic_share.interval is not None:
        return "exact_value"
    return lack_of_value(_why(specimen))


def _why(specimen: Specimen) -> Why | None:
    """Why the share is not known; where nobody says, why the finding is not."""
    said = specimen.necrotic_share.why
    return specimen.necrosis.why or said if said is Why.UNANSWERED else said


def _approximate(**said: Amount) -> tuple[Note, ...]:
    named = [name for name, amount in said.items() if amount.is_approximate]
    return tuple(Note("approximate", {"criterion": name}) for name in named)


def _criterion(key: str, given: Input, values: dict[str, Any]) -> Criterion:
    """Yes where one score is left."""
    is_open = len(given.options) > 1
    why = {"why": str(given.why)} if is_open and given.why is not None else {}
    values = values | {"points": list(given.options)} | why
    return Criterion(key, UNKNOWN if is_open else YES, values)
