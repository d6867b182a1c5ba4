"""The Django app of `chat`."""

from django.apps import AppConfig


class ChatConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.chat"
