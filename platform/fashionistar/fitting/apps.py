"""The Django app of `fitting`."""

from django.apps import AppConfig


class FittingConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.fitting"
