"""The Django app of `products`."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.products"
