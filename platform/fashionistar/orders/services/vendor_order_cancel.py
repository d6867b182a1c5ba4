"""A part that was not sent will not be: its units are in stock again."""

from django.db import transaction

from fashionistar.inventory.services.stock_return import stock_return
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.orders.completion import complete_if_last
from fashionistar.orders.events import VendorOrderCancelled
from fashionistar.orders.models import VendorOrder, VendorOrderStatus
from fashionistar.orders.transitions import check_vendor_order


@transaction.atomic
def vendor_order_cancel(*, part: VendorOrder, actor: Actor) -> None:
    """Make a paid part, which the caller has locked, CANCELLED; its money is the caller's business.

    Raises:
        DomainError: STATUS_CONFLICT: it was sent.
    """
    check_vendor_order(part.status, VendorOrderStatus.CANCELLED)
    part.status = VendorOrderStatus.CANCELLED
    part.save(update_fields=["status"])
    stocked = part.lines.filter(variant__isnull=False, specification__isnull=True)
    stock_return(quantities=dict(stocked.values_list("variant_id", "quantity")))
    outbox.record(
        VendorOrderCancelled(order_id=part.order_id, vendor_order_id=part.pk, vendor_id=part.vendor_id), actor=actor
    )
    complete_if_last(part.order_id, actor=actor)
