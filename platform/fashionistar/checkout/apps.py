"""The Django app of `checkout`."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.checkout"
