"""Bare values out of a document, which writes some as objects with source and alternatives."""

from collections.abc import Mapping, Sequence
from typing import Any


def plain(value: Any) -> Any:
    """The value of a document field, without source or alternatives; None when there is none."""
    return value.get("value") if isinstance(value, Mapping) else value


def latest(rows: Sequence[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    """The newest row with a value in a field, as the rules choose it: dated before undated."""
    having = [row for row in rows if plain(row.get(name)) is not None]
    ranked = sorted(
        having, key=lambda row: plain(row.get("date")) or ""
    )  # stable: position decides
    return ranked[-1] if ranked else {}
