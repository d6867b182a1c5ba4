"""The platform pays a shop nothing for now."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.payouts.models import PayoutHold
from fashionistar.payouts.selectors import open_hold
from fashionistar.payouts.shop_access import require_staff

_LONGEST = 300


@transaction.atomic(durable=True)
def payouts_hold(*, actor: Actor, vendor_id: UUID, reason: str, now: datetime) -> PayoutHold:
    """Hold a shop's payouts: none is requested, and none that the gateway has not heard of is sent.

    Raises:
        DomainError: FORBIDDEN, NOT_FOUND, REQUIRED or INVALID (the reason), STATUS_CONFLICT (held already).
    """
    shop = require_staff(actor, vendor_id)
    why = accepted_reason(reason)
    if open_hold(shop.pk) is not None:
        raise refuse(ErrorCode.STATUS_CONFLICT, "The shop's payouts are held already.", "vendorId")
    hold = PayoutHold.objects.create(vendor=shop, reason=why, placed_by=actor.label, created_at=now)
    note(AuditAction.PAYOUTS_HELD, user_id=actor.user_id, actor=actor, vendor=str(shop.pk), reason=why)
    return hold


def accepted_reason(given: str) -> str:
    """A reason that says something.

    Raises:
        DomainError: REQUIRED, INVALID.
    """
    reason = given.strip()
    if not reason:
        raise refuse(ErrorCode.REQUIRED, "Say why.", "reason")
    if len(reason) > _LONGEST:
        raise refuse(ErrorCode.INVALID, f"A reason has at most {_LONGEST} characters.", "reason")
    return reason
