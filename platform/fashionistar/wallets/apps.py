"""The Django app of `wallets`."""

from django.apps import AppConfig


class WalletsConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.wallets"
