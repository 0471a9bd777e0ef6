"""The rules, in the order in which their cards are shown. Pure Python: no Django, no database."""

import hashlib

from scoring.rules import (
    ajcc8,
    biopsy_indication,
    consistency,
    corrected_calcium,
    ct_signs,
    egfr,
    expert_centre,
    first_line_imaging,
    fnclcc,
    ihc_profile,
    imaging_uncertainty,
    imdc,
    kulaylat,
    margins,
    mri_indication,
    mskcc,
    open_items,
    origin,
    short_term_factors,
    technical_accessibility,
    tumour_volume,
)
from scoring.rules.base import Card, Rule
from scoring.rules.hashing import inputs_hash

__all__ = ["RULES", "RULESET", "Card", "Rule", "inputs_hash"]

# All but the list of what is open, which goes through what these read.
READING: tuple[Rule, ...] = (
    imdc.RULE,
    mskcc.RULE,
    short_term_factors.RULE,
    kulaylat.RULE,
    technical_accessibility.RULE,
    expert_centre.RULE,
    ct_signs.RULE,
    origin.RULE,
    ihc_profile.RULE,
    biopsy_indication.RULE,
    imaging_uncertainty.RULE,
    first_line_imaging.RULE,
    mri_indication.RULE,
    ajcc8.RULE,
    fnclcc.RULE,
    margins.RULE,
    tumour_volume.RULE,
    egfr.RULE,
    corrected_calcium.RULE,
    consistency.RULE,
)
RULES: tuple[Rule, ...] = (*READING[:-1], open_items.open_items(READING), READING[-1])

# Names the running set of rules and versions: cards of another set are not current.
RULESET: str = hashlib.sha256(
    ";".join(sorted(f"{rule.key}:{rule.version}" for rule in RULES)).encode()
).hexdigest()[:16]
