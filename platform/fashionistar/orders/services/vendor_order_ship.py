"""A vendor sends its part."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import idempotency, outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.orders.events import VendorOrderShipped
from fashionistar.orders.models import VendorOrder, VendorOrderStatus
from fashionistar.orders.selectors import movable_vendor_orders
from fashionistar.orders.transitions import check_vendor_order


@transaction.atomic(durable=True)
def vendor_order_ship(
    *, actor: Actor, vendor_order_id: UUID, tracking_number: str, once: Once, now: datetime
) -> VendorOrder:
    """Make a PAID part of the actor's own shop SHIPPED.

    Raises:
        DomainError: NOT_FOUND (not the actor's shop's), STATUS_CONFLICT, INVALID, or an idempotency fault.
    """
    if (done := idempotency.claim(once)) is not None:
        return VendorOrder.objects.get(pk=done)
    part = own_part(actor, vendor_order_id)
    check_vendor_order(part.status, VendorOrderStatus.SHIPPED)
    if len(tracking_number) > 80:
        raise refuse(ErrorCode.INVALID, "A tracking number has at most 80 characters.", "trackingNumber")
    part.status = VendorOrderStatus.SHIPPED
    part.tracking_number = tracking_number.strip()
    part.shipped_at = now
    part.save(update_fields=["status", "tracking_number", "shipped_at"])
    outbox.record(
        VendorOrderShipped(order_id=part.order_id, vendor_order_id=part.pk, vendor_id=part.vendor_id), actor=actor
    )
    idempotency.settle(once, result=part.pk)
    return part


def own_part(actor: Actor, vendor_order_id: UUID) -> VendorOrder:
    """Lock a part of a shop in which the actor may move orders.

    Raises:
        DomainError: NOT_FOUND, also when it is another shop's.
    """
    part = movable_vendor_orders(actor).select_for_update(of=("self",)).filter(pk=vendor_order_id).first()
    if part is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such order.", "id")
    return part
