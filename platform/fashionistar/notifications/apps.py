"""The Django app of `notifications`."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.notifications"
