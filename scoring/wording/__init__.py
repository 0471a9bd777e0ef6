"""Cards in words. No template knows a rule: it shows what `describe` gives."""

from collections.abc import Mapping
from typing import Any

from scoring.rules import Card
from scoring.wording import (
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
from scoring.wording.rule_words import RuleWords
from scoring.wording.text import Bar, BarSpan, CardText, CriterionText, Place

__all__ = ["WORDS", "Bar", "BarSpan", "CardText", "CriterionText", "Place", "describe", "headline"]

WORDS: dict[str, RuleWords] = {
    "imdc": imdc.WORDS,
    "mskcc": mskcc.WORDS,
    "short_term_factors": short_term_factors.WORDS,
    "kulaylat": kulaylat.WORDS,
    "technical_accessibility": technical_accessibility.WORDS,
    "expert_centre": expert_centre.WORDS,
    "ct_signs": ct_signs.WORDS,
    "origin": origin.WORDS,
    "ihc_profile": ihc_profile.WORDS,
    "biopsy_indication": biopsy_indication.WORDS,
    "imaging_uncertainty": imaging_uncertainty.WORDS,
    "first_line_imaging": first_line_imaging.WORDS,
    "mri_indication": mri_indication.WORDS,
    "ajcc8": ajcc8.WORDS,
    "fnclcc": fnclcc.WORDS,
    "margins": margins.WORDS,
    "tumour_volume": tumour_volume.WORDS,
    "egfr": egfr.WORDS,
    "corrected_calcium": corrected_calcium.WORDS,
    "open_items": open_items.WORDS,
    "consistency": consistency.WORDS,
}


def describe(card: Card | Mapping[str, Any]) -> CardText:
    """A fresh card, or its payload as stored, in the active language."""
    payload = card.as_dict() if isinstance(card, Card) else card
    return WORDS[payload["rule"]].card(payload)


def headline(card: Card | Mapping[str, Any]) -> str:
    """One line without the title, such as "Certain: none; suggested: II; not excluded: I, III"."""
    return describe(card).headline
