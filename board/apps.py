from django.apps import AppConfig


class BoardConfig(AppConfig):
    """What the board decides on: the summary of a case."""

    name = "board"
