"""The cards of a panel under their headings."""

from collections.abc import Sequence

from django import template

from scoring.panels import CardGroup, DrawnCard, group_cards

register = template.Library()


@register.simple_tag
def grouped(cards: Sequence[DrawnCard], section: str) -> list[CardGroup]:
    """section: slug of the one that is being edited; empty or another word for none."""
    return group_cards(cards, section)
