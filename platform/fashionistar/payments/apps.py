"""The Django app of `payments`."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.payments"
