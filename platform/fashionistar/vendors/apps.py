"""The Django app of `vendors`."""

from django.apps import AppConfig


class VendorsConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.vendors"
