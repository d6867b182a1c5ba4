"""The Django app of `orders`."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.orders"
