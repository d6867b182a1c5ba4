"""The gateway refused a refund of a part: its money is where it was."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.settlement.books import book_refund_void
from fashionistar.settlement.events import PartRefundFailed
from fashionistar.settlement.models import PartRefund, PartRefundStatus, Settlement
from fashionistar.settlement.part_refunds import REFUND_COLUMNS, fact_of, pending_part_refund
from fashionistar.settlement.releases import is_due, release_held


@transaction.atomic
def part_refund_fail(*, refund_id: UUID, now: datetime) -> None:
    """Put back what was set aside for a refund of a part; once.

    What comes back into the escrow of a part that is due by now is released.
    """
    part = pending_part_refund(refund_id)
    if part is None:
        return
    book_refund_void(part, now=now)
    part.status = PartRefundStatus.FAILED
    part.save(update_fields=["status"])
    settlement = part.settlement
    _put_back(settlement, part)
    outbox.record(fact_of(part, PartRefundFailed), actor=SYSTEM)
    if is_due(settlement, settlement.vendor_order, now=now):
        release_held(settlement, now=now)


def _put_back(settlement: Settlement, part: PartRefund) -> None:
    if part.from_escrow:
        settlement.refunded_held_minor -= part.amount_minor
    else:
        settlement.refunded_released_minor -= part.amount_minor
        settlement.commission_minor += part.commission_minor
        settlement.tax_minor += part.tax_minor
    settlement.stored_refunded_minor -= part.stored_minor
    settlement.save(update_fields=[*REFUND_COLUMNS])
