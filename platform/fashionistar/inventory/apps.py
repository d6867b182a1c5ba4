"""The Django app of `inventory`."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.inventory"
