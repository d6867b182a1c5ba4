"""What mutations of payouts take."""

from decimal import Decimal

import strawberry

from schema.lib.enums import CurrencyCode
from schema.payouts.enums import PayoutInterval


@strawberry.input
class PayoutAccountRequestInput:
    """A bank account of the shop."""

    vendor_id: strawberry.ID
    currency: CurrencyCode
    bank_code: str = strawberry.field(description="From `payoutBanks`.")
    account_number: str = strawberry.field(description="7 to 20 digits. It is kept sealed and never shown again.")


@strawberry.input
class PayoutAccountConfirmInput:
    """Which account."""

    id: strawberry.ID


@strawberry.input
class PayoutAccountCancelInput:
    """Which account."""

    id: strawberry.ID


@strawberry.input
class PayoutScheduleUpdateInput:
    """When a shop is paid in one currency."""

    vendor_id: strawberry.ID
    currency: CurrencyCode
    interval: PayoutInterval
    weekday: int | None = strawberry.field(default=None, description="For WEEKLY: 1 is Monday (ISO 8601).")
    day_of_month: int | None = strawberry.field(
        default=None, description="For MONTHLY: 1 to 31, the last day of a month that is shorter."
    )
    minimum: Decimal | None = strawberry.field(
        default=None, description="In major units; not less than the platform's own, which counts when left out."
    )
    hold_days: int | None = strawberry.field(
        default=None, description="Not fewer than the platform's own, which counts when left out; 90 at most."
    )


@strawberry.input
class PayoutRequestInput:
    """What is to be paid out."""

    vendor_id: strawberry.ID
    currency: CurrencyCode
    amount: Decimal | None = strawberry.field(default=None, description="In major units; null: all that is available.")


@strawberry.input
class PayoutCancelInput:
    """Which payout."""

    id: strawberry.ID


@strawberry.input
class PayoutsHoldInput:
    """Which shop, and why."""

    vendor_id: strawberry.ID
    reason: str


@strawberry.input
class PayoutsReleaseInput:
    """Which shop, and why."""

    vendor_id: strawberry.ID
    reason: str
