"""The Django app of `reminders`."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.reminders"
