"""Kleene's three truth values, with "not applicable" kept apart and never turned into no."""

from enum import StrEnum


class Truth(StrEnum):
    """The word is also a criterion's answer on a card."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


YES, NO = Truth.YES, Truth.NO
UNKNOWN, NOT_APPLICABLE = Truth.UNKNOWN, Truth.NOT_APPLICABLE
OPPOSITE = {YES: NO, NO: YES, UNKNOWN: UNKNOWN, NOT_APPLICABLE: NOT_APPLICABLE}


def truth(condition: bool) -> Truth:
    """Yes or no, for what is known."""
    return YES if condition else NO


def any_of(*truths: Truth) -> Truth:
    """Or. One yes decides; then unknown outweighs not applicable, which outweighs no."""
    for decisive in (YES, UNKNOWN, NOT_APPLICABLE):
        if decisive in truths:
            return decisive
    return NO


def all_of(*truths: Truth) -> Truth:
    """And. One no decides; then unknown outweighs not applicable, which outweighs yes."""
    for decisive in (NO, UNKNOWN, NOT_APPLICABLE):
        if decisive in truths:
            return decisive
    return YES


def negate(statement: Truth) -> Truth:
    """Not. Unknown and not applicable stay what they are."""
    return OPPOSITE[statement]


def agreed(*truths: Truth) -> Truth:
    """The answer that all possible readings give; unknown when they differ."""
    return truths[0] if len(set(truths)) == 1 else UNKNOWN
