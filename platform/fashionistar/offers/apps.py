"""The Django app of `offers`."""

from django.apps import AppConfig


class OffersConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.offers"
