"""The rules, in the order in which their cards are shown. Pure Python: no Django, no database."""

import hashlib

from scoring.rules import imdc, kulaylat, mskcc, technical_accessibility
from scoring.rules.base import Card, Rule
from scoring.rules.hashing import inputs_hash

__all__ = ["RULES", "RULESET", "Card", "Rule", "inputs_hash"]

RULES: tuple[Rule, ...] = (imdc.RULE, mskcc.RULE, kulaylat.RULE, technical_accessibility.RULE)

# Names the running set of rules and versions: cards of another set are not current.
RULESET: str = hashlib.sha256(
    ";".join(sorted(f"{rule.key}:{rule.version}" for rule in RULES)).encode()
).hexdigest()[:16]
