from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The record."""

    name = "cases"
