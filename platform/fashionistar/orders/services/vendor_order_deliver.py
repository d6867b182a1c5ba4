"""A vendor's part arrived; when every part has, the order is completed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import idempotency, outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.idempotency import Once
from fashionistar.orders.completion import complete_if_last
from fashionistar.orders.events import VendorOrderDelivered
from fashionistar.orders.models import VendorOrder, VendorOrderStatus
from fashionistar.orders.services.vendor_order_ship import own_part
from fashionistar.orders.transitions import check_vendor_order


@transaction.atomic(durable=True)
def vendor_order_deliver(*, actor: Actor, vendor_order_id: UUID, once: Once, now: datetime) -> VendorOrder:
    """Make a SHIPPED part of the actor's own shop DELIVERED.

    Raises:
        DomainError: NOT_FOUND (not the actor's shop's), STATUS_CONFLICT, or an idempotency fault.
    """
    if (done := idempotency.claim(once)) is not None:
        return VendorOrder.objects.get(pk=done)
    part = own_part(actor, vendor_order_id)
    check_vendor_order(part.status, VendorOrderStatus.DELIVERED)
    part.status = VendorOrderStatus.DELIVERED
    part.delivered_at = now
    part.save(update_fields=["status", "delivered_at"])
    outbox.record(
        VendorOrderDelivered(order_id=part.order_id, vendor_order_id=part.pk, vendor_id=part.vendor_id), actor=actor
    )
    complete_if_last(part.order_id, actor=actor)
    idempotency.settle(once, result=part.pk)
    return part
