"""The Django app of `kernel`."""

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.kernel"
