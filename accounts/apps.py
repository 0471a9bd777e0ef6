from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, centres, roles, sign-in."""

    name = "accounts"
