"""Stop a payout before it is sent."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel import idempotency, outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.payouts import books
from fashionistar.payouts.events import PayoutCancelled
from fashionistar.payouts.models import Payout, PayoutStatus
from fashionistar.payouts.shop_access import refuse_services
from fashionistar.payouts.transitions import check_payout
from fashionistar.vendors.models import VendorPermission
from fashionistar.vendors.selectors import vendors_where


@transaction.atomic(durable=True)
def payout_cancel(*, actor: Actor, payout_id: UUID, once: Once, now: datetime) -> Payout:
    """Cancel a REQUESTED payout: the money is the shop's again.

    Raises:
        DomainError: FORBIDDEN (an API key), NOT_FOUND, STATUS_CONFLICT (the gateway may have heard of it), or an
            idempotency fault.
    """
    if (done := idempotency.claim(once)) is not None:
        return Payout.objects.get(pk=done)
    refuse_services(actor)
    hers = vendors_where(actor, VendorPermission.PAYOUTS_MANAGE).values("pk")
    rows = Payout.objects.order_by("pk").select_for_update(of=("self",), no_key=True)
    payout: Payout | None = rows.filter(pk=payout_id, vendor__in=hers).first()
    if payout is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such payout that you manage.", "id")
    check_payout(payout.status, PayoutStatus.CANCELLED)
    books.free(payout, actor=actor, now=now)
    payout.status, payout.due_at, payout.ended_at = PayoutStatus.CANCELLED, None, now
    payout.save(update_fields=["status", "due_at", "ended_at"])
    outbox.record(PayoutCancelled(payout_id=payout.pk, vendor_id=payout.vendor_id), actor=actor)
    note(
        AuditAction.PAYOUT_CANCELLED,
        user_id=actor.user_id,
        actor=actor,
        vendor=str(payout.vendor_id),
        payout=str(payout.pk),
    )
    idempotency.settle(once, result=payout.pk)
    return payout
