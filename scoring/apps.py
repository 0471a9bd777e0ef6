from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """What the record says: rules, cards, panel."""

    name = "scoring"
