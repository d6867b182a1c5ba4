"""The Django app of `settlement`."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.settlement"
