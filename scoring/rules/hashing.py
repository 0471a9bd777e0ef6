"""A fingerprint of exactly what a rule read."""

import hashlib
import json

from scoring.rules.base import Rule
from scoring.values.fields import Facts


def inputs_hash(facts: Facts, rule: Rule) -> str:
    """sha256 over the rule's facts in canonical units; equal facts give an equal hash.

    12 g/dL and 120 g/L are one fact, 12 and 12.0 too. The rule's version is not part of it.
    """
    read = [[field, facts[field]] for field in sorted(rule.reads)]
    canonical = json.dumps(read, default=str, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
