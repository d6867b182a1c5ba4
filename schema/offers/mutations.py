"""What is done with offers."""

from collections.abc import Callable
from uuid import UUID

import strawberry

from fashionistar.offers import models
from fashionistar.offers.services.offer_accept import offer_accept
from fashionistar.offers.services.offer_counter import offer_counter
from fashionistar.offers.services.offer_decline import offer_decline
from fashionistar.offers.services.offer_make import offer_make
from fashionistar.offers.services.offer_withdraw import offer_withdraw
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import once_over
from schema.lib.ids import row_if_named, row_named
from schema.lib.permissions import SignedInOrKey
from schema.lib.projection.rows import one
from schema.offers.inputs import (
    OfferAcceptInput,
    OfferCounterInput,
    OfferDeclineInput,
    OfferMakeInput,
    OfferWithdrawInput,
    offer_row,
)
from schema.offers.types import Offer


@strawberry.type
class OfferPayload:
    """The offer as it is now, or what was wrong."""

    offer_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def offer(self) -> Offer | None:
        """As it is now."""
        return one(models.Offer, self.offer_id)


async def _offer(use_case: Callable[[], models.Offer]) -> OfferPayload:
    return await attempt(
        use_case,
        done=lambda found: OfferPayload(offer_id=found.pk),
        refused=lambda errors: OfferPayload(user_errors=errors),
    )


@strawberry.type
class OfferMutations:
    """Root fields about offers."""

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Propose what a piece made to measure costs: as a shopper, or for a shop if one may also "
        "PRODUCTS_MANAGE. `clientId` makes it safe to send again.",
    )
    async def offer_make(self, info: WireInfo, input: OfferMakeInput) -> OfferPayload:
        """It is a message of the conversation."""
        return await _offer(
            lambda: offer_make(
                actor=info.context.actor,
                conversation_id=row_named(input.conversation_id, "Conversation", "conversationId"),
                proposal=input.terms.as_proposal(),
                now=info.context.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Answer the other side's open offer with another one, which takes its place.",
    )
    async def offer_counter(self, info: WireInfo, input: OfferCounterInput) -> OfferPayload:
        """The other one is COUNTERED then."""
        return await _offer(
            lambda: offer_counter(
                actor=info.context.actor,
                offer_id=offer_row(input.id),
                proposal=input.terms.as_proposal(),
                now=info.context.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Agree to the other side's open offer: it goes into the shopper's cart at its price, with her "
        "measurements as they are now. Needs `@idempotent(key:)`.",
    )
    async def offer_accept(self, info: WireInfo, input: OfferAcceptInput) -> OfferPayload:
        """Once."""
        return await _offer(
            lambda: offer_accept(
                actor=info.context.actor,
                offer_id=offer_row(input.id),
                profile_id=row_if_named(input.measurement_profile_id, "MeasurementProfile", "measurementProfileId"),
                once=once_over(info, operation="offerAccept", given=input),
                now=info.context.now,
            )
        )

    @strawberry.mutation(permission_classes=[SignedInOrKey], description="Say no to the other side's open offer.")
    async def offer_decline(self, info: WireInfo, input: OfferDeclineInput) -> OfferPayload:
        """For good."""
        return await _offer(
            lambda: offer_decline(actor=info.context.actor, offer_id=offer_row(input.id), now=info.context.now)
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Take one's own open offer back; a shop also one that was accepted, while it is not ordered: it "
        "leaves the cart.",
    )
    async def offer_withdraw(self, info: WireInfo, input: OfferWithdrawInput) -> OfferPayload:
        """For good."""
        return await _offer(
            lambda: offer_withdraw(actor=info.context.actor, offer_id=offer_row(input.id), now=info.context.now)
        )
