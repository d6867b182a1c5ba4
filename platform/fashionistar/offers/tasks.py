"""Timed work of offers."""

from celery import shared_task
from django.utils import timezone

from fashionistar.offers.services.offers_expire import offers_expire


@shared_task
def expire_offers() -> None:
    """End offers that nobody answered in time, in batches."""
    while offers_expire(now=timezone.now()) > 0:
        pass
