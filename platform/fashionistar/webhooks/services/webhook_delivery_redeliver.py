"""Send a delivery again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle
from fashionistar.webhooks.endpoint_input import managed_endpoint
from fashionistar.webhooks.events import WebhookDeliveryRequested
from fashionistar.webhooks.models import WebhookDelivery, WebhookDeliveryStatus
from fashionistar.webhooks.selectors import managed_endpoints


def webhook_delivery_redeliver(*, actor: Actor, delivery_id: UUID, now: datetime) -> WebhookDelivery:
    """Send one that has ended again: the same bytes under the same id, with three more days to succeed.

    Raises:
        DomainError: RATE_LIMITED, NOT_FOUND or STATUS_CONFLICT.
    """
    throttle("webhook-request", actor.label)
    return _asked(actor, delivery_id, now=now)


@transaction.atomic(durable=True)
def _asked(actor: Actor, delivery_id: UUID, *, now: datetime) -> WebhookDelivery:
    hers = WebhookDelivery.objects.filter(endpoint__in=managed_endpoints(actor), pk=delivery_id)
    found = hers.values_list("endpoint", flat=True).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "You have no such delivery.", "id")
    # Endpoint first, then delivery: the order in which everybody locks them.
    endpoint = managed_endpoint(actor, found)
    if endpoint.disabled_at is not None:
        raise refuse(ErrorCode.STATUS_CONFLICT, "The endpoint is disabled. Enable it first.", "id")
    delivery = hers.select_for_update(of=("self",)).get()
    if delivery.status == WebhookDeliveryStatus.PENDING:
        raise refuse(ErrorCode.STATUS_CONFLICT, "It is on its way already.", "id")
    delivery.status, delivery.due_at, delivery.tries = WebhookDeliveryStatus.PENDING, now, 0
    delivery.first_tried_at = delivery.delivered_at = delivery.leased_until = None
    delivery.save(update_fields=["status", "due_at", "tries", "first_tried_at", "delivered_at", "leased_until"])
    outbox.record(WebhookDeliveryRequested(delivery_id=delivery.pk, endpoint_id=endpoint.pk), actor=actor)
    return delivery
