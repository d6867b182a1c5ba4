"""Slow and timed work of webhooks: everything that talks to receivers."""

import time
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from fashionistar.kernel.nudge import nudge
from fashionistar.webhooks.gateway import get_renderer
from fashionistar.webhooks.selectors import due_endpoints
from fashionistar.webhooks.services.deliveries_prune import deliveries_prune
from fashionistar.webhooks.services.delivery_send import delivery_send
from fashionistar.webhooks.transport import send

#: After so long another endpoint has its turn.
_TURN_SECONDS = 30


@shared_task(expires=60)
def send_webhooks(endpoint_id: str) -> None:
    """Send what is due to one endpoint until nothing is, or its turn is over."""
    until = time.monotonic() + _TURN_SECONDS
    while delivery_send(endpoint_id=UUID(endpoint_id), renderer=get_renderer(), sender=send, clock=timezone.now):
        if time.monotonic() > until:
            nudge(send_webhooks, endpoint_id)
            return


@shared_task
def sweep_webhook_deliveries() -> None:
    """Wake a worker for what no nudge reached and for what is to be tried again."""
    for endpoint_id, due in due_endpoints(now=timezone.now()).items():
        for _ in range(min(due, settings.WEBHOOK_IN_FLIGHT)):
            nudge(send_webhooks, str(endpoint_id))


@shared_task
def prune_webhook_deliveries() -> None:
    """Forget old deliveries, in batches."""
    while deliveries_prune(now=timezone.now()) > 0:
        pass
