"""The Django app of `tailoring`."""

from django.apps import AppConfig


class TailoringConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.tailoring"
