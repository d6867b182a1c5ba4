"""The gateway has sent a refund: what was set aside for it is gone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.models import Order, OrderStatus
from fashionistar.payments.models import UNAPPLIED, Refund
from fashionistar.settlement.books import book_refund_sent, book_sent
from fashionistar.settlement.events import PartRefunded
from fashionistar.settlement.models import PartRefund, PartRefundStatus
from fashionistar.settlement.part_refunds import fact_of, pending_part_refund
from fashionistar.settlement.services.late_payment_capture import late_payment_capture
from fashionistar.settlement.services.unapplied_capture import unapplied_capture


@transaction.atomic
def part_refund_settle(*, refund_id: UUID, now: datetime) -> None:
    """Book what a gateway has given back, of a part, of a late payment or of an attempt that pays for nothing; once."""
    if not PartRefund.objects.filter(refund=refund_id).exists():
        _settle_whole(Refund.objects.select_related("payment", "attempt").get(pk=refund_id), now=now)
        return
    part = pending_part_refund(refund_id)
    if part is None:
        return
    book_refund_sent(part, now=now)
    part.status = PartRefundStatus.PROCESSED
    part.save(update_fields=["status"])
    outbox.record(fact_of(part, PartRefunded), actor=SYSTEM)


def _settle_whole(refund: Refund, *, now: datetime) -> None:
    """Of a payment that was captured to be refunded; the fact of that may come after this one."""
    if refund.attempt.status in UNAPPLIED:
        unapplied_capture(attempt_id=refund.attempt_id, now=now)
    else:
        order = Order.objects.get(payment=refund.payment_id)
        if order.status not in {OrderStatus.REFUNDING, OrderStatus.REFUNDED}:
            raise ValueError(f"refund {refund.pk} is of no part")
        late_payment_capture(order_id=order.pk, now=now)
    book_sent(refund, now=now)
