"""Timed work of inventory."""

from celery import shared_task
from django.utils import timezone

from fashionistar.inventory.services.holds_expire import holds_expire


@shared_task
def expire_stock_holds() -> None:
    """Expire what is due now, in batches."""
    while holds_expire(now=timezone.now()) > 0:
        pass
