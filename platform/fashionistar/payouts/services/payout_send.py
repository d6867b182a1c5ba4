"""Send a payout to the gateway, exactly once however often this is called, and ask until it has ended."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from fashionistar.payments.gateway import PayoutGateway
from fashionistar.payments.gateway_errors import DuplicateReference, GatewayRejected, TransferNotFound
from fashionistar.payments.gateway_words import TransferReceipt, TransferStatus
from fashionistar.payouts.models import Payout, PayoutAccountStatus, PayoutStatus
from fashionistar.payouts.outcomes import drop, postpone, refused, settle
from fashionistar.payouts.selectors import open_hold

_log = structlog.get_logger("fashionistar.payouts")

#: While one worker talks to the gateway no other takes the same payout; longer than any call takes, so that a
#: transfer that is not known after it was never heard of.
BUSY = timedelta(minutes=3)
_LATER = timedelta(hours=1)
_BEFORE_TAKEN = (PayoutStatus.REQUESTED, PayoutStatus.SENDING)


def payout_send(*, payout_id: UUID, gateway: PayoutGateway, now: datetime) -> Payout:
    """Send a due payout, or ask what became of one.

    The try is counted and committed before the gateway hears of it. After a try whose answer was lost the gateway is
    asked first; only if it knows nothing of the reference is the payout sent again, under the same one.

    Raises:
        GatewayError: The gateway gave no usable answer; the payout is due again later.
    """
    payout = _take(payout_id, now=now)
    if payout is None:
        return Payout.objects.get(pk=payout_id)
    if payout.status != PayoutStatus.SENDING or payout.attempts > 1:
        receipt = _known(payout, gateway)
        if receipt is not None:
            return settle(payout.pk, receipt, now=now)
        if payout.status != PayoutStatus.SENDING:
            _log.error("the gateway does not know a payout that it had taken", reference=payout.reference)
            return postpone(payout.pk, until=now + _LATER)
    if open_hold(payout.vendor_id) is not None:
        return postpone(payout.pk, until=now + _LATER)
    try:
        receipt = _send(payout, gateway)
    except GatewayRejected as error:
        return refused(payout.pk, str(error), now=now)
    return settle(payout.pk, receipt, now=now)


@transaction.atomic(durable=True)
def _take(payout_id: UUID, *, now: datetime) -> Payout | None:
    """Count the try; None if it is not due, or not to be sent any more."""
    rows = Payout.objects.select_related("account").order_by("pk").select_for_update(of=("self",), no_key=True)
    payout: Payout | None = rows.filter(pk=payout_id, due_at__lte=now).first()
    if payout is None:
        return None
    if payout.status == PayoutStatus.REQUESTED:
        if open_hold(payout.vendor_id) is not None:
            postpone(payout.pk, until=now + _LATER)
            return None
        if payout.account.status != PayoutAccountStatus.CURRENT:
            drop(payout, "The payout account was changed.", now=now)
            return None
    if payout.status in _BEFORE_TAKEN:
        payout.status = PayoutStatus.SENDING
        payout.attempts += 1
    payout.due_at = now + BUSY
    payout.save(update_fields=["status", "attempts", "due_at"])
    return payout


def _known(payout: Payout, gateway: PayoutGateway) -> TransferReceipt | None:
    try:
        return gateway.transfer_verify(reference=payout.reference)
    except TransferNotFound:
        return None


def _send(payout: Payout, gateway: PayoutGateway) -> TransferReceipt:
    """Send it.

    Raises:
        GatewayRejected: It was refused, and no try before is known to the gateway.
        GatewayError: It is unknown what happened.
    """
    try:
        receipt = gateway.transfer_send(
            reference=payout.reference,
            amount_minor=payout.amount_minor,
            currency=payout.currency,
            recipient_code=payout.account.recipient_code,
            reason=f"Fashionistar payout {payout.reference}",
        )
    except DuplicateReference:
        return gateway.transfer_verify(reference=payout.reference)
    except GatewayRejected:
        # An earlier try may have arrived after we had asked.
        earlier = _known(payout, gateway) if payout.attempts > 1 else None
        if earlier is None:
            raise
        return earlier
    if receipt.status is TransferStatus.SUCCESS and receipt.fee_minor is None:
        return gateway.transfer_verify(reference=payout.reference)
    return receipt
