"""The earliest year of birth: from the identity, else from age and date of diagnosis."""

from decimal import Decimal
from typing import Any

import pytest

from cases.birth import birth_year_by_age, earliest_birth_year
from cases.models import Case, Identity, Presentation


@pytest.mark.parametrize(
    ("age", "diagnosed", "year"),
    [
        (56, "2021", 1964),
        (56, "2021-03-05", 1964),
        (Decimal(56), "2021", 1964),
        ({"value": 56, "source": "letter"}, {"value": "2021"}, 1964),
        (0, "2021", 2020),
        (None, "2021", None),
        (56, None, None),
        ({"missing": "unknown"}, "2021", None),
        (121, "2021", None),
        (-1, "2021", None),
        (Decimal("1e400"), "2021", None),
        ("56", "2021", None),
        (56, "²²²²", None),
        (56, 2021, None),
        (56, "soon", None),
    ],
)
def test_from_age_and_date_of_diagnosis(age: Any, diagnosed: Any, year: int | None) -> None:
    person = {"age_at_diagnosis": age, "date_of_diagnosis": diagnosed}
    assert birth_year_by_age({"presentation": person}) == year


@pytest.mark.parametrize("section", [[], "x", None, 7])
def test_of_a_section_that_cannot_be_read(section: Any) -> None:
    assert birth_year_by_age({"presentation": section}) is None


def test_the_identity_goes_before(case: Case) -> None:
    Presentation.objects.create(case=case, age_at_diagnosis=56, date_of_diagnosis="2021")
    assert earliest_birth_year(case) == 1964
    Identity.objects.update(year_of_birth=1965)
    assert earliest_birth_year(Case.objects.get()) == 1965
