"""What mutations of payouts answer."""

from uuid import UUID

import strawberry

from fashionistar.payouts import models
from fashionistar.vendors.models import Vendor as VendorRow
from schema.lib.errors import UserError
from schema.lib.projection.rows import one
from schema.payouts.types import Payout, PayoutAccount, PayoutHold
from schema.vendors.types import Vendor


@strawberry.type
class PayoutAccountPayload:
    """The account as it is now, or what was wrong."""

    account_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def payout_account(self) -> PayoutAccount | None:
        """The account as it is now."""
        return one(models.PayoutAccount, self.account_id)


@strawberry.type
class PayoutSchedulePayload:
    """The shop with its new schedule, or what was wrong."""

    vendor_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def vendor(self) -> Vendor | None:
        """The shop; its `payoutSchedule` is the new one."""
        return one(VendorRow, self.vendor_id)


@strawberry.type
class PayoutPayload:
    """The payout as it is now, or what was wrong."""

    payout_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def payout(self) -> Payout | None:
        """The payout as it is now."""
        return one(models.Payout, self.payout_id)


@strawberry.type
class PayoutHoldPayload:
    """The hold as it is now, or what was wrong."""

    hold_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def payout_hold(self) -> PayoutHold | None:
        """The hold as it is now."""
        return one(models.PayoutHold, self.hold_id)
