"""How much of a case is answered. Fields that do not apply are not counted; nothing is required."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.sections import SECTIONS, Section


@dataclass(frozen=True)
class Completeness:
    """Fields with a value or a person's reason, out of the fields that apply."""

    answered: int
    applicable: int

    def __add__(self, other: "Completeness") -> "Completeness":
        return Completeness(self.answered + other.answered, self.applicable + other.applicable)


def row_completeness(section: Section, fragment: Mapping[str, Any]) -> Completeness:
    """Of one row."""
    names = [name for name in section.kinds if section.applies(name, fragment)]
    return Completeness(sum(is_answered(fragment.get(name)) for name in names), len(names))


def is_answered(value: Any) -> bool:
    """A value or a reason; what sources say about a value that is not there is no answer."""
    if isinstance(value, Mapping):
        return bool(set(value) - {"source", "alternatives"})
    return value is not None


def section_completeness(section: Section, document: Mapping[str, Any]) -> Completeness:
    """Of all rows of a section; an expected section without rows misses one whole row."""
    rows = document.get(section.slug, [])
    rows = rows if isinstance(rows, list) else [rows]
    if not rows and section.is_expected:
        rows = [{}]
    return sum((row_completeness(section, row) for row in rows), Completeness(0, 0))


def case_completeness(document: Mapping[str, Any]) -> Completeness:
    """Of the whole case."""
    return sum((section_completeness(s, document) for s in SECTIONS), Completeness(0, 0))
