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
from fashionistar.settlement.selectors import is_given_back
from fashionistar.settlement.services.late_payment_capture import late_payment_capture
from fashionistar.settlement.services.unapplied_capture import unapplied_capture


@transaction.atomic
def part_refund_settle(*, refund_id: UUID, now: datetime) -> None:
    """Book what a gateway has given back, once: of a part, of a late or unapplied payment, or of nobody's top-up."""
    if not PartRefund.objects.filter(refund=refund_id).exists():
        _settle_whole(Refund.objects.select_related("payment", "attempt").get(pk=refund_id), now=now)
        return
    part = pending_part_refund(refund_id)
    if part is None or part.refund is None:
        return
    book_refund_sent(part, part.refund, now=now)
    part.status = PartRefundStatus.PROCESSED
    part.save(update_fields=["status"])
    outbox.record(fact_of(part, PartRefunded), actor=SYSTEM)


def _settle_whole(refund: Refund, *, now: datetime) -> None:
    """Of a payment that was captured to be refunded; the fact of that may come after this one."""
    if refund.attempt.status in UNAPPLIED:
        unapplied_capture(attempt_id=refund.attempt_id, now=now)
    else:
        order = Order.objects.filter(payment=refund.payment_id).first()
        if order is not None and order.status not in {OrderStatus.REFUNDING, OrderStatus.REFUNDED}:
            raise ValueError(f"refund {refund.pk} is of no part")
        if order is None and not is_given_back(refund.payment_id):
            raise ValueError(f"refund {refund.pk} is of a payment that was credited")
        late_payment_capture(payment_id=refund.payment_id, now=now)
    book_sent(refund, now=now)
