"""The Django app of `measurements`."""

from django.apps import AppConfig


class MeasurementsConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.measurements"
