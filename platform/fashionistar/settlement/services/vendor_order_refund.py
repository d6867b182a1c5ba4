"""Money of one vendor's part goes back to the shopper, all that is left of it or some."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import idempotency, outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.orders.models import VendorOrder, VendorOrderStatus
from fashionistar.orders.services.vendor_order_cancel import vendor_order_cancel
from fashionistar.payments.models import Refund
from fashionistar.payments.services.refund_request import refund_request
from fashionistar.settlement.books import book_refund
from fashionistar.settlement.events import PartRefunded, PartRefundRequested
from fashionistar.settlement.models import PartRefund, PartRefundStatus, Settlement, SettlementState
from fashionistar.settlement.part_refunds import REFUND_COLUMNS, fact_of
from fashionistar.settlement.policies import Cut, cut_to_return, stored_share
from fashionistar.settlement.releases import kept, rates_frozen
from fashionistar.settlement.selectors import is_disputed, may_refund_anything, refundable_vendor_orders

_NOT_SENT = (VendorOrderStatus.PAID, VendorOrderStatus.CANCELLED)


@transaction.atomic(durable=True)
def vendor_order_refund(
    *, actor: Actor, vendor_order_id: UUID, amount: Money | None, reason: str, once: Once, now: datetime
) -> PartRefund:
    """Decide a refund of a part: from escrow or, after the release, from the vendor, with our commission given back.

    It goes back to where it was paid from, in proportion: by the gateway and, as soon as that has sent its share, to
    wallet and gift cards; at once, where the part was paid by those alone.

    Whoever only fulfils orders refunds parts as a whole, and only before they are sent. A part of which everything
    goes back before it was sent is cancelled and its units are in stock again.

    Args:
        actor: Of the shop, or staff who refund.
        vendor_order_id: Which part.
        amount: In the order's currency; None for all that is left.
        reason: Why, for the shopper; at most 200 characters.
        once: The client's key.
        now: The time.

    Raises:
        DomainError: NOT_FOUND; FORBIDDEN; STATUS_CONFLICT: disputed, not captured yet, or nothing left;
            REFUND_TOO_LARGE; INVALID; or an idempotency fault.
    """
    if (done := idempotency.claim(once)) is not None:
        return PartRefund.objects.select_related("settlement").get(pk=done)
    part = _part(actor, vendor_order_id, is_whole=amount is None)
    settlement = _settlement(part)
    minor = _minor(settlement, amount)
    if not 0 < len(reason) <= 200:
        raise refuse(ErrorCode.INVALID, "Say why, in at most 200 characters.", "reason")
    refund = _set_aside(settlement, minor, reason=reason, actor=actor, now=now)
    if settlement.state == SettlementState.REFUNDED and part.status == VendorOrderStatus.PAID:
        vendor_order_cancel(part=part, actor=actor)
    outbox.record(fact_of(refund, PartRefundRequested), actor=actor)
    if refund.status == PartRefundStatus.PROCESSED:
        outbox.record(fact_of(refund, PartRefunded), actor=actor)
    idempotency.settle(once, result=refund.pk)
    return refund


def _part(actor: Actor, vendor_order_id: UUID, *, is_whole: bool) -> VendorOrder:
    """The part, locked: whoever ships, delivers or refunds it waits."""
    rows = refundable_vendor_orders(actor).filter(pk=vendor_order_id)
    part = rows.select_for_update(of=("self",)).first()
    if part is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such order.", "vendorOrderId")
    if may_refund_anything(actor, part.vendor_id) or (is_whole and part.status in _NOT_SENT):
        return part
    raise refuse(ErrorCode.FORBIDDEN, "You may only give back all of an order that was not sent.", "vendorOrderId")


def _settlement(part: VendorOrder) -> Settlement:
    rows = Settlement.objects.filter(vendor_order=part).select_related("payment", "vendor_order__order")
    settlement = rows.select_for_update(of=("self",)).first()
    if settlement is None:
        raise refuse(ErrorCode.STATUS_CONFLICT, "Its payment is just being booked. Try again in a moment.")
    if is_disputed(settlement.payment_id):
        raise refuse(ErrorCode.STATUS_CONFLICT, "The shopper's bank disputes the payment; it decides who gets what.")
    if settlement.left_minor == 0:
        raise refuse(ErrorCode.STATUS_CONFLICT, "All of this order has gone back.", "vendorOrderId")
    return settlement


def _minor(settlement: Settlement, amount: Money | None) -> int:
    """How much, within what is left."""
    left = Money(settlement.left_minor, settlement.currency)
    if amount is None:
        return left.minor
    if amount.currency != left.currency or amount.minor <= 0:
        raise refuse(ErrorCode.INVALID, f"Give back an amount of {left.currency} above zero.", "amount")
    if amount.minor > left.minor:
        told = f"Only {left.currency} {left.amount} of this order can still be given back."
        raise refuse(ErrorCode.REFUND_TOO_LARGE, told, "amount")
    return amount.minor


def _set_aside(settlement: Settlement, minor: int, *, reason: str, actor: Actor, now: datetime) -> PartRefund:
    from_escrow, given = settlement.held_minor > 0, Cut()
    stored = stored_share(minor, gateway_left=settlement.gateway_left_minor, stored_left=settlement.stored_left_minor)
    sent = _sent_by_gateway(settlement, minor - stored, reason=reason, actor=actor, now=now)
    if from_escrow:
        settlement.refunded_held_minor += minor
    else:
        given = cut_to_return(
            minor=minor, left=settlement.earned_minor, kept=kept(settlement), rates=rates_frozen(settlement)
        )
        settlement.refunded_released_minor += minor
        settlement.commission_minor -= given.commission
        settlement.tax_minor -= given.tax
    settlement.stored_refunded_minor += stored
    settlement.save(update_fields=[*REFUND_COLUMNS])
    refund = PartRefund.objects.create(
        settlement=settlement,
        refund=sent,
        amount_minor=minor,
        stored_minor=stored,
        from_escrow=from_escrow,
        commission_minor=given.commission,
        tax_minor=given.tax,
        reason=reason,
        status=PartRefundStatus.PROCESSED if sent is None else PartRefundStatus.PENDING,
        requested_by=actor.label,
        requested_at=now,
    )
    book_refund(refund, actor=actor, now=now)
    return refund


def _sent_by_gateway(settlement: Settlement, minor: int, *, reason: str, actor: Actor, now: datetime) -> Refund | None:
    """The gateway's share of a refund, asked for; None where it has none."""
    if minor == 0 or settlement.payment is None:
        return None
    return refund_request(
        payment=settlement.payment,
        amount=Money(minor, settlement.currency),
        reason=reason,
        cause=f"part:{settlement.vendor_order_id}:{settlement.refunds.count() + 1}",
        actor=actor,
        now=now,
    )
