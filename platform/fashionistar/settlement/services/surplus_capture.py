"""A payment was paid twice: what the second attempt brought is due to the shopper."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.payments.models import PaymentAttempt
from fashionistar.settlement.books import book_surplus


@transaction.atomic
def surplus_capture(*, attempt_id: UUID, now: datetime) -> None:
    """Capture what the refund of a surplus attempt will give back; a second call changes nothing."""
    attempt = PaymentAttempt.objects.select_related("payment").get(pk=attempt_id)
    refund = attempt.refunds.order_by("pk").first()
    if refund is not None:
        book_surplus(attempt, minor=refund.amount_minor, now=now)
