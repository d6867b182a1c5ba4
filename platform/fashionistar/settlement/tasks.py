"""Timed work of settlement."""

from celery import shared_task
from django.utils import timezone

from fashionistar.settlement.selectors import due_releases
from fashionistar.settlement.services.escrow_release import escrow_release


@shared_task
def release_due_escrow() -> None:
    """Release the parts whose delivery nobody reported within the escrow window."""
    now = timezone.now()
    for vendor_order_id in due_releases(now=now):
        escrow_release(vendor_order_id=vendor_order_id, now=now)
