"""From a case in the case format to the facts that the rules reason with."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from scoring.rules import RULES, Rule
from scoring.values.fields import Facts, Field, rows_of

__all__ = ["Facts", "facts_from"]


def fields_by_section(rules: Iterable[Rule]) -> Mapping[str, tuple[Field[Any], ...]]:
    """What the rules read: each field once."""
    return _by_section(tuple(rule.reads for rule in rules))


@lru_cache
def _by_section(reads: tuple[tuple[Field[Any], ...], ...]) -> dict[str, tuple[Field[Any], ...]]:
    fields = sorted({field for each in reads for field in each}, key=str)
    sections = dict.fromkeys(field.section for field in fields)
    return {name: tuple(f for f in fields if f.section == name) for name in sections}


READ_BY_RULES = fields_by_section(RULES)


def facts_from(document: Mapping[str, Any], rules: Iterable[Rule] | None = None) -> Facts:
    """The facts that the rules read (all rules, unless some are named).

    The document is one case, validated before; even so nothing in it makes this raise: what
    cannot be read is unknown.
    """
    sections = READ_BY_RULES if rules is None else fields_by_section(rules)
    whole = document if isinstance(document, Mapping) else {}
    values: dict[Field[Any], Any] = {}
    for name, fields in sections.items():
        rows = rows_of(whole, name)
        for field in fields:
            values[field] = field.read(rows)
    return Facts(MappingProxyType(values))
