"""The years in which a patient can have been born: no event lies before the earliest."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from cases.document import load_document, plain
from cases.models import Case
from cases.sections import SECTIONS
from cases.values import PartialDate

YEAR = re.compile("[0-9]{4}", re.ASCII)
OLDEST_AGE = 120  # years, as the field allows


def earliest_birth_year(case: Case) -> int | None:
    """From the year of birth where it is known, else from age and date of diagnosis."""
    identity = getattr(case, "identity", None)
    if identity and identity.year_of_birth:
        return int(identity.year_of_birth)
    return birth_year_by_age(load_document(case.pk))


def earliest_event_year(case: Case) -> int | None:
    """The first year that any date of the record lies in; None while it holds no date."""
    document = load_document(case.pk)
    years = [
        int(str(date)[:4])
        for section in SECTIONS
        for row in _rows(document.get(section.slug, []))
        for name, kind in section.kinds.items()
        if isinstance(kind, PartialDate) and (date := plain(row.get(name)))
    ]
    return min(years, default=None)


def _rows(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def birth_year_by_age(document: Mapping[str, Any]) -> int | None:
    """Age 56 in 2021 means born in 1964 or 1965: the earlier one. None when either is missing."""
    person = document.get("presentation", {})
    if not isinstance(person, Mapping):
        return None
    age, diagnosed = plain(person.get("age_at_diagnosis")), plain(person.get("date_of_diagnosis"))
    # A file's numbers are Decimal, and nothing in it has been checked yet.
    if not isinstance(age, int | Decimal) or not 0 <= age <= OLDEST_AGE:
        return None
    year = YEAR.match(diagnosed) if isinstance(diagnosed, str) else None
    return int(year.group()) - int(age) - 1 if year else None


def birth_years(
    document: Mapping[str, Any], year_of_birth: int | None
) -> tuple[int | None, int | None]:
    """The first and the last year possible: one and the same where the year is known."""
    if year_of_birth:
        return year_of_birth, year_of_birth
    earliest = birth_year_by_age(document)
    return earliest, earliest + 1 if earliest else None
