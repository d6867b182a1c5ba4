"""The platform pays a shop again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.payouts.models import Payout, PayoutHold
from fashionistar.payouts.selectors import UNDER_WAY, open_hold
from fashionistar.payouts.services.payouts_hold import accepted_reason
from fashionistar.payouts.shop_access import require_staff


@transaction.atomic(durable=True)
def payouts_release(*, actor: Actor, vendor_id: UUID, reason: str, now: datetime) -> PayoutHold:
    """End a hold; what waited for it is due at once.

    Raises:
        DomainError: FORBIDDEN, NOT_FOUND, REQUIRED or INVALID (the reason), STATUS_CONFLICT (nothing is held).
    """
    shop = require_staff(actor, vendor_id)
    why = accepted_reason(reason)
    hold = open_hold(shop.pk)
    if hold is None:
        raise refuse(ErrorCode.STATUS_CONFLICT, "The shop's payouts are not held.", "vendorId")
    hold.released_at, hold.released_by = now, actor.label
    hold.save(update_fields=["released_at", "released_by"])
    Payout.objects.filter(vendor=shop, status__in=UNDER_WAY).update(due_at=now)
    note(AuditAction.PAYOUTS_RELEASED, user_id=actor.user_id, actor=actor, vendor=str(shop.pk), reason=why)
    return hold
