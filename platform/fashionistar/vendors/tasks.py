"""Timed work of vendors."""

from celery import shared_task
from django.utils import timezone

from fashionistar.vendors.services.vendor_invitations_prune import vendor_invitations_prune


@shared_task
def prune_invitations() -> None:
    """Forget old invitations, in batches."""
    while vendor_invitations_prune(now=timezone.now()) > 0:
        pass
