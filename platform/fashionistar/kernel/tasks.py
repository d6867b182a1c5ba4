"""Timed work of the kernel."""

from celery import shared_task
from django.db import connection
from django.utils import timezone

from fashionistar.kernel.event_partitions import ensure_partitions, prune


@shared_task
def prune_events() -> None:
    """Make the partitions of the next months, and forget old facts that are delivered."""
    ensure_partitions(connection)
    prune(now=timezone.now())
