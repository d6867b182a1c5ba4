"""The Django app of `webhooks`."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.webhooks"
