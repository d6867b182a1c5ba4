"""Timed work of reminders."""

from celery import shared_task
from django.utils import timezone

from fashionistar.reminders.services.reminders_queue import reminders_queue


@shared_task(expires=60)
def queue_reminders() -> None:
    """Look at every conversation whose time it is, in batches."""
    while reminders_queue(now=timezone.now()) > 0:
        pass
