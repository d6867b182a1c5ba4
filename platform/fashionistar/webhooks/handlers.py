"""What webhooks does about facts: it writes down who is to be told, and wakes the worker that tells them."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from fashionistar.accounts.events import AccountDeleted
from fashionistar.inventory.events import StockChanged
from fashionistar.kernel import event_log
from fashionistar.kernel.events import Event
from fashionistar.kernel.nudge import nudge
from fashionistar.orders.events import (
    VendorOrderCancelled,
    VendorOrderDelivered,
    VendorOrderEvent,
    VendorOrderPaid,
    VendorOrderShipped,
)
from fashionistar.webhooks.event_types import WebhookEventType
from fashionistar.webhooks.events import WebhookDeliveryRequested
from fashionistar.webhooks.services.deliveries_create import deliveries_create, wanting
from fashionistar.webhooks.services.webhook_endpoints_disown import webhook_endpoints_disown
from fashionistar.webhooks.tasks import send_webhooks

_OF_PARTS: Mapping[type[Event], WebhookEventType] = {
    VendorOrderPaid: WebhookEventType.VENDOR_ORDER_PAID,
    VendorOrderShipped: WebhookEventType.VENDOR_ORDER_SHIPPED,
    VendorOrderDelivered: WebhookEventType.VENDOR_ORDER_DELIVERED,
    VendorOrderCancelled: WebhookEventType.VENDOR_ORDER_CANCELLED,
}


def tell_of_vendor_order(event: VendorOrderEvent, *, now: datetime) -> None:
    """Tell the shop's endpoints, and the platform's."""
    _tell(event, _OF_PARTS[type(event)], Q(vendor=event.vendor_id), event.vendor_order_id, now=now)


def tell_of_stock(event: StockChanged, *, now: datetime) -> None:
    """Tell the endpoints of the shop that sells the variant, and the platform's."""
    shop = Q(vendor__products__variants=event.variant_id)
    _tell(event, WebhookEventType.STOCK_CHANGED, shop, event.variant_id, now=now)


def stop_endpoints(event: AccountDeleted, *, now: datetime) -> None:
    """What was read with her eyes is read by nobody."""
    webhook_endpoints_disown(owner_id=event.user_id, now=now)


def wake_webhook_sender(event: WebhookDeliveryRequested, *, now: datetime) -> None:
    """Have the delivery sent now."""
    nudge(send_webhooks, str(event.endpoint_id))


def _tell(event: Event, kind: WebhookEventType, shop: Q, subject: UUID, *, now: datetime) -> None:
    endpoints = wanting(kind, shop)
    if not endpoints:
        return
    occurred_at = event_log.occurred_at(event) or now
    deliveries_create(endpoint_ids=endpoints, event=kind, subject=subject, occurred_at=occurred_at, now=now)
    for endpoint_id in endpoints:
        # A worker that looks before the commit would find nothing, and leave it to the sweep.
        transaction.on_commit(partial(nudge, send_webhooks, str(endpoint_id)))
