"""Draws the place of a value beside its limits."""

from django import template

from scoring.drawing import PlaceDrawing, draw_place
from scoring.wording.text import Place

register = template.Library()


@register.simple_tag
def drawn_place(place: Place) -> PlaceDrawing:
    """The shapes of the picture, for a card's own words."""
    return draw_place(place)
