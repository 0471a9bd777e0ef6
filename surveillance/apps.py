from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    """What is due for whom: protocols, schedules, due items, reminders."""

    name = "surveillance"
