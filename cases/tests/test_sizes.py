"""Sizes typed together: one number for each box, and no unit that nobody said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cases.forms.sizes import split_sizes
from cases.models import Case, CtAbdomen
from cases.sections import BY_SLUG
from cases.tests.pages import form_of, save
from cases.values.measures import MEASURES

BOXES = ("tumour_dim_1", "tumour_dim_2", "tumour_dim_3")


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("18 x 13 x 18 cm", ["18 cm", "13 cm", "18 cm"]),
        ("18x13x18cm", ["18 cm", "13 cm", "18 cm"]),
        ("18,5 × 13.5 X 18 mm", ["18,5 mm", "13.5 mm", "18 mm"]),
        ("18 * 13 cm", ["18 cm", "13 cm"]),
        ("18 cm x 130 mm x 18 cm", ["18 cm", "130 mm", "18 cm"]),
        ("18 x 13 x 18", ["18", "13", "18"]),
        ("18 cm x 13 x 18", []),
        ("18 cm x 13 x 18 cm", []),
        ("18 cm", []),
        ("x", []),
        ("18 x", []),
        ("18 x thirteen", []),
        ("-18 x 13", []),
        ("1.2.3 x 4", []),
        ("", []),
    ],
)
def test_is_split_at_its_signs(text: str, sizes: list[str]) -> None:
    assert split_sizes(text) == sizes


@pytest.fixture
def typed(
    signed_in: Callable[[User], Client], clinician: User, case: Case
) -> Callable[..., tuple[int, list[Any]]]:
    """The status of a save without script, and what the boxes hold then."""

    def save_typed(**fields: str) -> tuple[int, list[Any]]:
        answer = save(signed_in(clinician), case, "ct_abdomen", **fields)
        if row := CtAbdomen.objects.first():
            stored = [getattr(row, box) for box in BOXES]
            return answer.status_code, [v and f"{v['value']} {v['unit']}" for v in stored]
        shown = form_of(answer.content.decode())
        return answer.status_code, [shown[box][-1] for box in BOXES]

    return save_typed


@pytest.mark.parametrize("slug", ["ct_abdomen", "pathology"])
def test_every_box_of_a_size_is_a_length(slug: str) -> None:
    form = BY_SLUG[slug].form
    (boxes,) = form.together
    assert [form.base_fields[box].kind.measure for box in boxes] == [MEASURES["length"]] * 3


@pytest.mark.django_db
class TestWithoutScript:
    @pytest.mark.parametrize(
        ("fields", "found"),
        [
            ({"tumour_dim_1": "18 x 13 x 18 cm"}, ["18 cm", "13 cm", "18 cm"]),
            ({"tumour_dim_1": "18 x 13 cm"}, ["18 cm", "13 cm", None]),
            (
                {"tumour_dim_1": "18 x 13 x 18", "tumour_dim_1__unit": "cm"},
                ["18 cm", "13 cm", "18 cm"],
            ),
        ],
    )
    def test_fills_the_boxes(
        self, typed: Callable[..., Any], fields: dict[str, str], found: list[str]
    ) -> None:
        assert typed(**fields) == (303, found)

    @pytest.mark.parametrize(
        ("fields", "shown"),
        [
            ({"tumour_dim_1": "18 x 13 x 18"}, ["18", "13", "18"]),
            ({"tumour_dim_1": "1 x 2 x 3 x 4 cm"}, ["1 x 2 x 3 x 4 cm", "", ""]),
            ({"tumour_dim_1": "18 cm x 13 x 18"}, ["18 cm x 13 x 18", "", ""]),
            (
                {"tumour_dim_1": "18 x 13 cm", "tumour_dim_3": "18 cm"},
                ["18 x 13 cm", "", "18 cm"],
            ),
            (
                {"tumour_dim_1": "18 x 13 cm", "tumour_dim_3__missing": "unknown"},
                ["18 x 13 cm", "", ""],
            ),
        ],
    )
    def test_refuses_what_would_be_a_guess_and_keeps_it(
        self, typed: Callable[..., Any], fields: dict[str, str], shown: list[str]
    ) -> None:
        assert typed(**fields) == (422, shown)
