"""The Django app of `reconciliation`."""

from django.apps import AppConfig


class ReconciliationConfig(AppConfig):
    """Names the app."""

    name = "fashionistar.reconciliation"
