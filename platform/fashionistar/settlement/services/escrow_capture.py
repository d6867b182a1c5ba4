"""An order is paid: its money is held for each vendor's part."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.settlement.books import book_capture
from fashionistar.settlement.events import EscrowCaptured
from fashionistar.settlement.models import Settlement
from fashionistar.settlement.selectors import captured_parts, gateway_fee, rates_of


@transaction.atomic
def escrow_capture(*, order_id: UUID, now: datetime) -> None:
    """Capture a paid order's money into escrow and freeze the rates of its parts; a second call changes nothing."""
    order = Order.objects.select_for_update(of=("self",)).select_related("payment").get(pk=order_id)
    if Settlement.objects.filter(vendor_order__order=order).exists():
        return
    parts = VendorOrder.objects.filter(order=order).select_related("vendor").order_by("position", "pk")
    settlements = Settlement.objects.bulk_create(_settlement(order, part) for part in parts)
    if order.payment is not None:
        book_capture(order.payment, captured_parts(order), fee=gateway_fee(order.payment), now=now)
    outbox.record(
        *(
            EscrowCaptured(settlement_id=one.pk, vendor_order_id=one.vendor_order_id, vendor_id=one.vendor_id)
            for one in settlements
        ),
        actor=SYSTEM,
    )


def _settlement(order: Order, part: VendorOrder) -> Settlement:
    rates = rates_of(part.vendor)
    return Settlement(
        vendor_order=part,
        vendor_id=part.vendor_id,
        payment=order.payment,
        currency=order.currency,
        amount_minor=part.total_minor,
        stored_minor=part.stored_value_minor,
        commission_bp=rates.commission_bp,
        tax_bp=rates.tax_bp,
    )
