"""Reads of settlement; the tenant scope of settlements and refunds of parts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.orders.models import Order, VendorOrder, VendorOrderStatus
from fashionistar.orders.selectors import visible_vendor_orders
from fashionistar.payments.models import Payment
from fashionistar.settlement.models import BookingState, CommissionRate, DisputeBooking, PartRefund, Settlement
from fashionistar.settlement.policies import Rates
from fashionistar.vendors.models import Vendor, VendorPermission
from fashionistar.vendors.selectors import vendors_where

_BATCH = 200


def captured_parts(order: Order) -> dict[UUID, int]:
    """How much of each part the gateway's payment has paid, by vendor order, in minor units; stored value the rest.

    What stored value pays is in escrow with the tenders (`tenders_post`), before anything is captured.
    """
    parts = VendorOrder.objects.filter(order=order).order_by("position", "pk")
    return dict(parts.values_list("pk", F("total_minor") - F("stored_value_minor")))


def is_given_back(payment_id: UUID) -> bool:
    """Whether all that a payment brought is booked as due to whoever made it."""
    reference = f"capture:{payment_id}"
    return LedgerTransfer.objects.filter(reference=reference, kind=TransferKind.CAPTURE_TO_REFUND).exists()


def gateway_fee(payment: Payment) -> int:
    """What the gateway keeps of a payment; nothing, where it has not said."""
    return payment.fee_minor or 0


def rates_of(vendor: Vendor) -> Rates:
    """What a vendor's sales cost from now on: as agreed, or else as the platform says, with its country's tax."""
    agreed = CommissionRate.objects.filter(vendor=vendor).values_list("commission_bp", flat=True).first()
    commission: int = settings.PLATFORM_COMMISSION_BP if agreed is None else agreed
    return Rates(commission, settings.COMMISSION_TAX_BP.get(vendor.country, 0))


def visible_settlements(actor: Actor, queryset: QuerySet[Settlement] | None = None) -> QuerySet[Settlement]:
    """The settlements of the shops whose orders the actor may read, all for staff who refund; no shopper's business."""
    rows = Settlement.objects.all() if queryset is None else queryset
    if actor.may(StaffPermission.REFUNDS_MANAGE):
        return rows
    return rows.filter(vendor__in=vendors_where(actor, VendorPermission.ORDERS_READ))


def visible_part_refunds(actor: Actor, queryset: QuerySet[PartRefund] | None = None) -> QuerySet[PartRefund]:
    """The refunds of the parts that the actor may see, all for staff who refund."""
    rows = PartRefund.objects.all() if queryset is None else queryset
    if actor.may(StaffPermission.REFUNDS_MANAGE):
        return rows
    return rows.filter(settlement__vendor_order__in=visible_vendor_orders(actor))


def refundable_vendor_orders(actor: Actor) -> QuerySet[VendorOrder]:
    """The paid parts that the actor may refund, were it only by cancelling them."""
    paid = VendorOrder.objects.filter(order__paid_at__isnull=False)
    if actor.may(StaffPermission.REFUNDS_MANAGE):
        return paid
    fulfils = vendors_where(actor, VendorPermission.ORDERS_FULFIL)
    refunds = vendors_where(actor, VendorPermission.REFUNDS_MANAGE)
    return paid.filter(Q(vendor__in=fulfils) | Q(vendor__in=refunds))


def may_refund_anything(actor: Actor, vendor_id: UUID) -> bool:
    """Whether the actor may refund more than parts that were not sent yet."""
    if actor.may(StaffPermission.REFUNDS_MANAGE):
        return True
    return vendors_where(actor, VendorPermission.REFUNDS_MANAGE).filter(pk=vendor_id).exists()


def is_disputed(payment_id: UUID | None) -> bool:
    """Whether a bank wants a payment back and has not decided yet; never, where there is none."""
    return DisputeBooking.objects.filter(payment=payment_id, state=BookingState.OPEN).exists()


def due_releases(*, now: datetime) -> Sequence[UUID]:
    """The vendor orders whose delivery nobody reported within the escrow window, and that nothing holds back."""
    disputed = DisputeBooking.objects.filter(payment=OuterRef("payment"), state=BookingState.OPEN)
    due = Settlement.objects.filter(
        release_due_at__lte=now,
        released_minor=0,
        amount_minor__gt=F("refunded_held_minor") + F("charged_back_held_minor"),
        vendor_order__status=VendorOrderStatus.SHIPPED,
    )
    rows = due.exclude(Exists(disputed)).order_by("release_due_at", "pk")
    return list(rows.values_list("vendor_order", flat=True)[:_BATCH])


def held_for_disputes(currency: str) -> Combinable:
    """What a vendor has earned of payments that are disputed, in minor units: an expression on the vendor's row."""
    disputed = DisputeBooking.objects.filter(payment=OuterRef("payment"), state=BookingState.OPEN)
    rows = Settlement.objects.filter(Exists(disputed), vendor=OuterRef("pk"), currency=currency, released_minor__gt=0)
    hers = F("released_minor") - F("refunded_released_minor") - F("charged_back_released_minor")
    total = rows.values(every=Value(1)).annotate(total=Sum(hers - F("commission_minor") - F("tax_minor")))
    minor: BigIntegerField[int, int] = BigIntegerField()
    return Coalesce(Cast(Subquery(total.order_by().values("total")), minor), Value(0, minor))
