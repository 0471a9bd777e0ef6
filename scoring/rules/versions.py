"""Keeps a rule from changing its output without a new version.

    python -m scoring.rules.versions     records the versions and outputs as they are now

The record is versions.json beside this file. It is not rewritten over an output that changed
under an unchanged version: first the rule's version has to be raised.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from scoring.facts import facts_from
from scoring.rules import RULES, Rule
from scoring.rules.corpus import documents

FILE = Path(__file__).with_name("versions.json")


def recorded() -> dict[str, Any]:
    """What the file holds; empty before it was first written."""
    return json.loads(FILE.read_text()) if FILE.exists() else {"corpus": "", "rules": {}}


def current() -> dict[str, Any]:
    """Corpus and rules as they are now."""
    cases = documents()
    rules = {
        rule.key: {"version": rule.version, "output": _digest(_outputs(rule, cases))}
        for rule in RULES
    }
    return {"corpus": _digest(cases), "rules": rules}


def _outputs(rule: Rule, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [rule.evaluate(facts_from(case, [rule])).as_dict() for case in cases]


def _digest(content: Any) -> str:
    text = json.dumps(content, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def unversioned_changes(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Keys of rules whose output changed under an unchanged version, on an unchanged corpus."""
    if before["corpus"] != now["corpus"]:
        return []
    pairs = ((key, before["rules"].get(key), rule) for key, rule in now["rules"].items())
    return [
        key
        for key, old, new in pairs
        if old and old["version"] == new["version"] and old["output"] != new["output"]
    ]


def main() -> None:
    """Writes the record, or exits with 1 when a version has to be raised first."""
    now = current()
    changed = unversioned_changes(recorded(), now)
    if changed:
        sys.exit(f"Output changed; raise the version of: {', '.join(changed)}")
    FILE.write_text(json.dumps(now, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
