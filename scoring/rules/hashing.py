"""A fingerprint of exactly what a rule read."""

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from scoring.rules.base import Rule
from scoring.values.cells import Code, Codes, Dated, Finding
from scoring.values.fields import Facts, Field

# Cells without a number: those that are equal are written alike, so that one text serves all.
WITHOUT_NUMBERS = frozenset({Finding, Code, Codes, Dated})
_write = json.JSONEncoder(default=str, separators=(",", ":")).encode
_written_once = lru_cache(maxsize=16_384)(_write)


def inputs_hash(facts: Facts, rule: Rule) -> str:
    """sha256 over the rule's facts in canonical units; equal facts give an equal hash.

    12 g/dL and 120 g/L are one fact, 12 and 12.0 too. The rule's version is not part of it.
    """
    return inputs_hashes(facts, [rule])[rule.key]


def inputs_hashes(facts: Facts, rules: Iterable[Rule]) -> dict[str, str]:
    """As `inputs_hash`, by rule; a fact that several rules read is written once."""
    written: dict[Field[Any], str] = {}
    hashes = {}
    for rule in rules:
        for field in rule.reads:
            if field not in written:
                written[field] = f'["{field}",{_text(facts[field])}]'
        canonical = ",".join([written[field] for field in _in_order(rule.reads)])
        hashes[rule.key] = hashlib.sha256(f"[{canonical}]".encode()).hexdigest()
    return hashes


def _text(cell: Any) -> str:
    return _written_once(cell) if type(cell) in WITHOUT_NUMBERS else _write(cell)


@lru_cache
def _in_order(reads: tuple[Field[Any], ...]) -> tuple[Field[Any], ...]:
    return tuple(sorted(reads))
