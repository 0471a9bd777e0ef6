"""The picture of a value beside its limits."""

from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from accounts.memberships import Memberships
from cases.document import load_document
from cases.models import Case, Labs
from scoring.drawing import INSET, WIDTH, Mark, PlaceDrawing, draw_place
from scoring.panels import panel_context, scores
from scoring.services import Payload, compute
from scoring.tests.cases import measured
from scoring.wording.text import Place

D = Decimal


def place_of(*numbers: Any) -> Place:
    """Low and high end of the value, lower and upper limit."""
    low, high, lower, upper = (None if n is None else D(n) for n in numbers)
    return Place(low=low, high=high, lower=lower, upper=upper, value="2.3 mmol/L", label="said")


def drawn(low: Any, high: Any, lower: Any, upper: Any) -> PlaceDrawing:
    return draw_place(place_of(low, high, lower, upper))


def test_all_numbers_stand_on_one_scale() -> None:
    """From 2 to 3 with four tenths beside them: 1.6 to 3.4."""
    place = drawn("2.5", "2.5", 2, 3)
    unit = (WIDTH - 2 * INSET) / D("1.8")
    lower, upper = (round(float(INSET + D(n) * unit), 1) for n in ("0.4", "1.4"))
    assert place == PlaceDrawing(
        range_x=lower,
        range_width=round(upper - lower, 1),
        lower=Mark(lower, "2"),
        upper=Mark(upper, "3"),
        dot=WIDTH / 2,
        line_x=WIDTH / 2,
        line_end=WIDTH / 2,
        value=Mark(WIDTH / 2, "2.3 mmol/L"),
        label="said",
    )


def test_a_range_without_a_limit_goes_to_the_edge() -> None:
    above = drawn("2.3", "2.3", None, "2.6")
    below = drawn("2.3", "2.3", "2.1", None)
    assert above.upper is not None
    assert below.lower is not None
    assert (above.lower, below.upper) == (None, None)
    assert (above.range_x, above.range_width) == (INSET, round(above.upper.x - INSET, 1))
    assert below.range_x == below.lower.x
    assert below.range_width == round(WIDTH - INSET - below.lower.x, 1)


def test_a_limit_of_zero_is_a_limit() -> None:
    place = drawn("2.3", "2.3", 0, "2.6")
    assert place.lower is not None
    assert (place.lower.label, place.range_x) == ("0", place.lower.x)


def test_a_value_known_from_one_side_is_a_line_to_the_edge() -> None:
    above, below = drawn("2.3", None, None, 3), drawn(None, "2.3", None, 3)
    assert (above.dot, above.line_x, above.line_end) == (None, above.value.x, WIDTH - INSET)
    assert (below.dot, below.line_x, below.line_end) == (None, INSET, below.value.x)


@pytest.mark.parametrize("number", ["2.6", "0"])
def test_a_value_equal_to_its_only_limit_stands_in_the_middle(number: str) -> None:
    place = drawn(number, number, None, number)
    assert place.upper is not None
    assert (place.dot, place.upper.x) == (WIDTH / 2, WIDTH / 2)


@pytest.mark.parametrize("value", ["0.1", "2.3", "100"])
def test_numbers_keep_clear_of_the_edges_where_their_text_stands(value: str) -> None:
    place = drawn(value, value, "2.1", "2.6")
    room = (WIDTH - 2 * INSET) * 0.2
    assert place.lower is not None
    assert place.upper is not None
    for x in (place.value.x, place.lower.x, place.upper.x):
        assert INSET + room < x < WIDTH - INSET - room


def shapes(low: Any, high: Any, lower: Any, upper: Any) -> list[str]:
    page = render_to_string("scoring/place.html", {"place": place_of(low, high, lower, upper)})
    assert "style=" not in page
    names = ("<circle", 'class="place-value" x1', 'class="place-limit"', 'aria-label="said"')
    return [name for name in names for _hit in range(page.count(name))]


def test_the_picture_has_a_dot_its_limits_and_a_text_for_who_does_not_see_it() -> None:
    assert shapes("2.3", "2.3", 2, 3) == [
        "<circle",
        'class="place-limit"',
        'class="place-limit"',
        'aria-label="said"',
    ]


def test_an_open_value_is_a_line_and_a_limit_not_given_no_mark() -> None:
    assert shapes("2.3", None, None, 3) == [
        'class="place-value" x1',
        'class="place-limit"',
        'aria-label="said"',
    ]


def test_the_panel_draws_the_place_of_the_calcium(paper_patient: Case) -> None:
    context = scores(paper_patient, Memberships()).context
    assert 'class="place"' not in render_to_string("scoring/cards.html", context)
    calcium = measured(D("2.7"), "mmol/L", upper=D("2.6"))
    Labs.objects.update(calcium=calcium, albumin=measured(40, "g/L"))
    context = panel_context(paper_patient, payloads_of(paper_patient))
    page = render_to_string("scoring/cards.html", context)
    assert page.count('class="place"') == 1
    assert 'aria-label="2.7 mmol/L; the upper limit is 2.6 mmol/L"' in page


def payloads_of(case: Case) -> list[Payload | None]:
    return [result.payload for result in compute(load_document(case.pk))]
