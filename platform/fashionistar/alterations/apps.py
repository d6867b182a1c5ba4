"""The Django app of `alterations`."""

from django.apps import AppConfig


class AlterationsConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.alterations"
