"""Keeps a rule from changing its output without a new version.

    python -m scoring.rules.versions     records the versions and outputs as they are now

The record is versions.json beside this file. It is not rewritten over an output that changed
under an unchanged version: first the rule's version has to be raised. A rule is compared while it
reads the same of the corpus; one that reads something else is named as not compared.
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
    return json.loads(FILE.read_text()) if FILE.exists() else {"rules": {}}


def current() -> dict[str, Any]:
    """The rules as they are now, each with what it reads of the corpus."""
    cases = documents()
    return {"rules": {rule.key: _fingerprint(rule, cases) for rule in RULES}}


def _fingerprint(rule: Rule, cases: list[dict[str, Any]]) -> dict[str, str]:
    return {
        "version": rule.version,
        "inputs": _digest([read_by(rule, case) for case in cases]),
        "output": _digest(_outputs(rule, cases)),
    }


def read_by(rule: Rule, case: dict[str, Any]) -> dict[str, Any]:
    """What a case holds in the fields that the rule reads, and the dates that order their rows.

    A row without any of them counts as a row; a section without rows is then left out.
    """
    read = {str(field) for field in rule.reads}
    read |= {f"{field.section}.date" for field in rule.reads}
    sections = sorted({field.section for field in rule.reads} & set(case))
    kept = {name: _kept(name, case[name], read) for name in sections}
    return {name: content for name, content in kept.items() if content}


def _kept(section: str, content: Any, read: set[str]) -> Any:
    if isinstance(content, list):
        return [_kept(section, row, read) for row in content]
    return {name: value for name, value in content.items() if f"{section}.{name}" in read}


def _outputs(rule: Rule, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [rule.evaluate(facts_from(case, [rule])).as_dict() for case in cases]


def _digest(content: Any) -> str:
    text = json.dumps(content, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def unversioned_changes(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Keys of rules whose output changed under an unchanged version, on unchanged inputs."""
    return [
        key
        for key, old, new in _pairs(before, now)
        if old["inputs"] == new["inputs"]
        and old["version"] == new["version"]
        and old["output"] != new["output"]
    ]


def not_compared(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Keys of rules that read something else of the corpus than before."""
    return [key for key, old, new in _pairs(before, now) if old["inputs"] != new["inputs"]]


def _pairs(before: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Rules that are in both records."""
    recorded_before = before["rules"]
    return [
        (key, recorded_before[key], new)
        for key, new in now["rules"].items()
        if key in recorded_before
    ]


def main() -> None:
    """Writes the record, or exits with 1 when a version has to be raised first."""
    before, now = recorded(), current()
    if others := not_compared(before, now):
        sys.stderr.write(f"Not compared, for they read something else: {', '.join(others)}\n")
    if changed := unversioned_changes(before, now):
        sys.exit(f"Output changed; raise the version of: {', '.join(changed)}")
    FILE.write_text(json.dumps(now, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
