"""Staff agree another commission with a vendor."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel import idempotency, outbox
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.settlement.events import CommissionRateUpdated
from fashionistar.settlement.models import COMMISSION_MOST, CommissionRate
from fashionistar.vendors.models import Vendor


@transaction.atomic(durable=True)
def commission_rate_update(*, actor: Actor, vendor_id: UUID, commission_bp: int | None, once: Once) -> Vendor:
    """Set a vendor's own commission for what is paid from now on; None gives it the platform's again.

    Args:
        actor: Staff who agree commissions.
        vendor_id: Whose.
        commission_bp: Basis points, 0 to 5,000.
        once: The client's key.

    Raises:
        DomainError: NOT_FOUND, also for all who are not such staff; INVALID; or an idempotency fault.
    """
    if (done := idempotency.claim(once)) is not None:
        return Vendor.objects.get(pk=done)
    rows = Vendor.objects.filter(pk=vendor_id).select_for_update(of=("self",), no_key=True)
    vendor = rows.first() if actor.may(StaffPermission.COMMISSIONS_MANAGE) else None
    if vendor is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such shop.", "vendorId")
    if commission_bp is None:
        CommissionRate.objects.filter(vendor=vendor).delete()
    elif 0 <= commission_bp <= COMMISSION_MOST:
        CommissionRate.objects.update_or_create(vendor=vendor, defaults={"commission_bp": commission_bp})
    else:
        raise refuse(ErrorCode.INVALID, f"A commission has 0 to {COMMISSION_MOST} basis points.", "basisPoints")
    outbox.record(CommissionRateUpdated(vendor_id=vendor.pk), actor=actor)
    idempotency.settle(once, result=vendor.pk)
    return vendor
