"""Keep the gateway's word on a dispute."""

from datetime import datetime, timedelta

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments import gateway_words as words
from fashionistar.payments.events import DisputeLost, DisputeOpened, DisputeWon
from fashionistar.payments.models import Dispute, DisputeStatus, Payment

OPEN_DISPUTES = (DisputeStatus.AWAITING_EVIDENCE, DisputeStatus.UNDER_REVIEW)
_CHECK_EVERY = timedelta(hours=1)
_STATUSES = {
    words.DisputeStatus.AWAITING_EVIDENCE: DisputeStatus.AWAITING_EVIDENCE,
    words.DisputeStatus.UNDER_REVIEW: DisputeStatus.UNDER_REVIEW,
    words.DisputeStatus.WON: DisputeStatus.WON,
    words.DisputeStatus.LOST: DisputeStatus.LOST,
}


@transaction.atomic(durable=True)
def dispute_record(*, gateway_name: str, told: words.Dispute, now: datetime) -> Dispute | None:
    """Open or update the dispute that a gateway tells of; None when its payment is not ours.

    The gateway's word counts even where it takes back what it said: a bank may open a dispute that was over again.
    """
    mine = Payment.objects.filter(attempts__reference=told.reference, attempts__gateway=gateway_name)
    payment = mine.select_for_update(of=("self",)).first()
    if payment is None:
        return None
    known = Dispute.objects.filter(gateway=gateway_name, gateway_id=told.dispute_id)
    dispute = known.select_for_update(of=("self",)).first()
    before = None if dispute is None else dispute.status
    if dispute is None:
        dispute = Dispute(
            payment=payment,
            gateway=gateway_name,
            gateway_id=told.dispute_id,
            status=DisputeStatus.UNDER_REVIEW,
            opened_at=told.created_at or now,
        )
    dispute.status = _STATUSES.get(told.status, DisputeStatus(dispute.status))
    dispute.amount_minor, dispute.currency = told.amount_minor, told.currency
    dispute.fee_minor = dispute.fee_minor if told.fee_minor is None else told.fee_minor
    dispute.reason = told.reason[:300] or dispute.reason
    dispute.due_at = told.due_at or dispute.due_at
    dispute.check_at = now + _CHECK_EVERY if dispute.status in OPEN_DISPUTES else None
    dispute.save()
    _tell(dispute, before)
    return dispute


def _tell(dispute: Dispute, before: str | None) -> None:
    is_open = dispute.status in OPEN_DISPUTES
    if before is None or (is_open and before not in OPEN_DISPUTES):
        outbox.record(DisputeOpened(dispute_id=dispute.pk, payment_id=dispute.payment_id), actor=SYSTEM)
    if is_open or dispute.status == before:
        return
    fact = DisputeWon if dispute.status == DisputeStatus.WON else DisputeLost
    outbox.record(fact(dispute_id=dispute.pk, payment_id=dispute.payment_id), actor=SYSTEM)
