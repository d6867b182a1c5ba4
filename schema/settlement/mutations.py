"""Refunds of parts, and commissions."""

from decimal import Decimal
from uuid import UUID

import strawberry

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import Money
from fashionistar.orders import models as orders
from fashionistar.settlement import models
from fashionistar.settlement.services.commission_rate_update import commission_rate_update
from fashionistar.settlement.services.vendor_order_refund import vendor_order_refund
from fashionistar.vendors import models as vendors
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import once_over
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.orders.types import VendorOrder
from schema.settlement.types import PartRefund
from schema.vendors.types import Vendor

#: No order is as large; what is larger by orders of magnitude would take long to compute with.
_MOST = Decimal(10) ** 15


@strawberry.input
class VendorOrderRefundInput:
    """Which part, how much of it, and why."""

    vendor_order_id: strawberry.ID
    reason: str = strawberry.field(description="For the shopper; at most 200 characters.")
    amount: Decimal | None = strawberry.field(
        default=None, description="In the order's currency, as '12000.50'; without it all that is left goes back."
    )


@strawberry.type
class VendorOrderRefundPayload:
    """The refund and its part as they are now, or what was wrong."""

    refund_id: strawberry.Private[UUID | None] = None
    vendor_order_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def refund(self) -> PartRefund | None:
        """What goes back."""
        return one(models.PartRefund, self.refund_id)

    @strawberry.field
    def vendor_order(self) -> VendorOrder | None:
        """The part as it is now."""
        return one(orders.VendorOrder, self.vendor_order_id)


@strawberry.input
class CommissionRateUpdateInput:
    """Whose commission, and how much."""

    vendor_id: strawberry.ID
    basis_points: int | None = strawberry.field(
        default=None, description="0 to 5000; without it the platform's own commission counts again."
    )


@strawberry.type
class CommissionRateUpdatePayload:
    """The shop, or what was wrong."""

    vendor_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def vendor(self) -> Vendor | None:
        """The shop whose commission it is."""
        return one(vendors.Vendor, self.vendor_id)


def _money(amount: Decimal | None, vendor_order_id: UUID) -> Money | None:
    """The amount in the part's own currency; whether the actor may know of the part is asked elsewhere.

    Raises:
        DomainError: INVALID: it has more decimals than the currency, or is none of money.
    """
    if amount is None:
        return None
    if not amount.is_finite() or abs(amount) >= _MOST:
        raise refuse(ErrorCode.INVALID, "The amount is not one of money.", "amount")
    rows = orders.VendorOrder.objects.filter(pk=vendor_order_id).values_list("order__currency", flat=True)
    try:
        return Money.of(amount, rows.first() or "USD")
    except ValueError as error:
        raise refuse(ErrorCode.INVALID, "The amount has more decimals than its currency.", "amount") from error


def _refund(info: WireInfo, given: VendorOrderRefundInput) -> models.PartRefund:
    part = row_named(given.vendor_order_id, "VendorOrder", "vendorOrderId", "Your shop has no such order.")
    return vendor_order_refund(
        actor=info.context.actor,
        vendor_order_id=part,
        amount=_money(given.amount, part),
        reason=given.reason.strip(),
        once=once_over(info, operation="vendorOrderRefund", given=given),
        now=info.context.now,
    )


def _rate(info: WireInfo, given: CommissionRateUpdateInput) -> vendors.Vendor:
    return commission_rate_update(
        actor=info.context.actor,
        vendor_id=row_named(given.vendor_id, "Vendor", "vendorId", "There is no such shop."),
        commission_bp=given.basis_points,
        once=once_over(info, operation="commissionRateUpdate", given=given),
    )


@strawberry.type
class SettlementMutations:
    """Root fields that move the money of orders."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Give back a part of an order, all that is left of it or an amount. Who fulfils orders gives back "
        "all of what was not sent, which cancels it; who manages refunds, and staff, anything. Needs "
        "`@idempotent(key:)`.",
    )
    async def vendor_order_refund(self, info: WireInfo, input: VendorOrderRefundInput) -> VendorOrderRefundPayload:
        """Decided now; the gateway's word follows."""
        return await attempt(
            lambda: _refund(info, input),
            done=lambda refund: VendorOrderRefundPayload(
                refund_id=refund.pk, vendor_order_id=refund.settlement.vendor_order_id
            ),
            refused=lambda errors: VendorOrderRefundPayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Agree a commission with a shop for what is paid from now on. For staff who agree commissions. "
        "Needs `@idempotent(key:)`.",
    )
    async def commission_rate_update(
        self, info: WireInfo, input: CommissionRateUpdateInput
    ) -> CommissionRateUpdatePayload:
        """Orders that are paid already keep their rates."""
        return await attempt(
            lambda: _rate(info, input),
            done=lambda vendor: CommissionRateUpdatePayload(vendor_id=vendor.pk),
            refused=lambda errors: CommissionRateUpdatePayload(user_errors=errors),
        )
