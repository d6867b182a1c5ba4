"""A payment was paid twice, or otherwise than asked: what pays for nothing is due to the shopper."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.payments.models import PaymentAttempt
from fashionistar.settlement.books import book_unapplied


@transaction.atomic
def unapplied_capture(*, attempt_id: UUID, now: datetime) -> None:
    """Capture what the refund of such an attempt will give back; a second call changes nothing.

    Where nothing goes back by itself, in another currency say, a person decides, and reconciliation shows it.
    """
    attempt = PaymentAttempt.objects.select_related("payment").get(pk=attempt_id)
    refund = attempt.refunds.order_by("pk").first()
    if refund is not None:
        book_unapplied(attempt, minor=refund.amount_minor, now=now)
