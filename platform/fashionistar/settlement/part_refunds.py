"""Refunds of parts, locked, and the facts about them."""

from uuid import UUID

from fashionistar.settlement.events import PartRefundEvent
from fashionistar.settlement.models import PartRefund, PartRefundStatus, Settlement

#: What a refund changes of its settlement, and puts back when it fails.
REFUND_COLUMNS = (
    "refunded_held_minor",
    "refunded_released_minor",
    "stored_refunded_minor",
    "commission_minor",
    "tax_minor",
)


def pending_part_refund(refund_id: UUID) -> PartRefund | None:
    """The refund of a part that a payment's refund is for, its settlement locked; None if none is pending."""
    of = PartRefund.objects.filter(refund=refund_id).values("settlement")
    settlement = Settlement.objects.filter(pk__in=of).select_for_update(of=("self",)).first()
    if settlement is None:
        return None
    part = PartRefund.objects.select_related("refund__attempt", "refund__payment").get(refund=refund_id)
    if part.status != PartRefundStatus.PENDING:
        return None
    part.settlement = settlement
    return part


def fact_of[Fact: PartRefundEvent](part: PartRefund, fact: type[Fact]) -> Fact:
    """A fact about a refund of a part."""
    settlement = part.settlement
    return fact(
        settlement_id=settlement.pk,
        vendor_order_id=settlement.vendor_order_id,
        vendor_id=settlement.vendor_id,
        order_id=settlement.vendor_order.order_id,
        part_refund_id=part.pk,
    )
