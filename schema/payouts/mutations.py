"""What a shop does to be paid, and what the platform's staff do to stop that."""

import strawberry

from fashionistar.payouts import models
from fashionistar.payouts.services.payout_cancel import payout_cancel
from fashionistar.payouts.services.payout_request import payout_request
from fashionistar.payouts.services.payout_schedule_update import Choice, payout_schedule_update
from fashionistar.payouts.services.payouts_hold import payouts_hold
from fashionistar.payouts.services.payouts_release import payouts_release
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import once_over
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.payouts.inputs import (
    PayoutCancelInput,
    PayoutRequestInput,
    PayoutScheduleUpdateInput,
    PayoutsHoldInput,
    PayoutsReleaseInput,
)
from schema.payouts.payloads import PayoutHoldPayload, PayoutPayload, PayoutSchedulePayload
from schema.payouts.reading import minor_of, shop_id


def _done(payout: models.Payout) -> PayoutPayload:
    return PayoutPayload(payout_id=payout.pk)


def _refused(errors: list[UserError]) -> PayoutPayload:
    return PayoutPayload(user_errors=errors)


def _held(hold: models.PayoutHold) -> PayoutHoldPayload:
    return PayoutHoldPayload(hold_id=hold.pk)


def _not_held(errors: list[UserError]) -> PayoutHoldPayload:
    return PayoutHoldPayload(user_errors=errors)


def _choice(input: PayoutScheduleUpdateInput) -> Choice:
    return Choice(
        interval=input.interval,
        weekday=input.weekday,
        day_of_month=input.day_of_month,
        minimum_minor=minor_of(input.minimum, input.currency, "minimum"),
        hold_days=input.hold_days,
    )


@strawberry.type
class PayoutMutations:
    """Root fields about payouts."""

    @strawberry.mutation(permission_classes=[SignedIn], description="Choose when a shop is paid in one currency.")
    async def payout_schedule_update(self, info: WireInfo, input: PayoutScheduleUpdateInput) -> PayoutSchedulePayload:
        """All of it is set anew."""
        return await attempt(
            lambda: payout_schedule_update(
                actor=info.context.actor,
                vendor_id=shop_id(input.vendor_id),
                currency=input.currency,
                choice=_choice(input),
            ),
            done=lambda schedule: PayoutSchedulePayload(vendor_id=schedule.vendor_id),
            refused=lambda errors: PayoutSchedulePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Have a shop's available money sent to its account. Needs `@idempotent(key:)`.",
    )
    async def payout_request(self, info: WireInfo, input: PayoutRequestInput) -> PayoutPayload:
        """Reserved at once, sent in a moment."""
        return await attempt(
            lambda: payout_request(
                actor=info.context.actor,
                vendor_id=shop_id(input.vendor_id),
                currency=input.currency,
                minor=minor_of(input.amount, input.currency, "amount"),
                once=once_over(info, operation="payoutRequest", given=input),
                now=info.context.now,
            ),
            done=_done,
            refused=_refused,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Stop a payout that is still REQUESTED. Needs `@idempotent(key:)`.",
    )
    async def payout_cancel(self, info: WireInfo, input: PayoutCancelInput) -> PayoutPayload:
        """The money is available again."""
        return await attempt(
            lambda: payout_cancel(
                actor=info.context.actor,
                payout_id=row_named(input.id, "Payout", "id", "There is no such payout that you manage."),
                once=once_over(info, operation="payoutCancel", given=input),
                now=info.context.now,
            ),
            done=_done,
            refused=_refused,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn], description="Pay a shop nothing for now. For the platform's staff."
    )
    async def payouts_hold(self, info: WireInfo, input: PayoutsHoldInput) -> PayoutHoldPayload:
        """What the gateway has heard of goes on."""
        return await attempt(
            lambda: payouts_hold(
                actor=info.context.actor,
                vendor_id=shop_id(input.vendor_id),
                reason=input.reason,
                now=info.context.now,
            ),
            done=_held,
            refused=_not_held,
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Pay a shop again. For the platform's staff.")
    async def payouts_release(self, info: WireInfo, input: PayoutsReleaseInput) -> PayoutHoldPayload:
        """What waited is sent."""
        return await attempt(
            lambda: payouts_release(
                actor=info.context.actor,
                vendor_id=shop_id(input.vendor_id),
                reason=input.reason,
                now=info.context.now,
            ),
            done=_held,
            refused=_not_held,
        )
