"""Try an endpoint out."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle
from fashionistar.webhooks.endpoint_input import managed_endpoint
from fashionistar.webhooks.event_types import WebhookEventType
from fashionistar.webhooks.events import WebhookDeliveryRequested
from fashionistar.webhooks.models import WebhookDelivery


def webhook_endpoint_test(*, actor: Actor, endpoint_id: UUID, now: datetime) -> WebhookDelivery:
    """Have an ENDPOINT_TEST sent, as any other delivery is.

    Raises:
        DomainError: RATE_LIMITED, NOT_FOUND or STATUS_CONFLICT.
    """
    throttle("webhook-request", actor.label)
    return _asked(actor, endpoint_id, now=now)


@transaction.atomic(durable=True)
def _asked(actor: Actor, endpoint_id: UUID, *, now: datetime) -> WebhookDelivery:
    endpoint = managed_endpoint(actor, endpoint_id)
    if endpoint.disabled_at is not None:
        raise refuse(ErrorCode.STATUS_CONFLICT, "The endpoint is disabled. Enable it first.", "id")
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint, event=WebhookEventType.ENDPOINT_TEST, subject=endpoint.pk, occurred_at=now, due_at=now
    )
    outbox.record(WebhookDeliveryRequested(delivery_id=delivery.pk, endpoint_id=endpoint.pk), actor=actor)
    return delivery
