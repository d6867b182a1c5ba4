"""The Django app of `payouts`."""

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.payouts"
