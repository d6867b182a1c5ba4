"""Live payouts."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import UUID

import strawberry

from fashionistar.kernel.event_log import Entry
from fashionistar.payouts import models
from fashionistar.payouts.selectors import managed_shops
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.lib.streams import Event, moments, whenever
from schema.payouts.types import Payout


@strawberry.type
class PayoutUpdated:
    """A payout as it is now, and what happened to it."""

    cursor: str = strawberry.field(description="For `after`, to go on from here.")
    event: Event | None = strawberry.field(description="What happened; null in the first payload of a new stream.")
    payout_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The payout; null in the first payload of a new stream.")
    def payout(self) -> Payout | None:
        """The payout, read anew for this subscriber."""
        return one(models.Payout, self.payout_id)


def _payout_of(entry: Entry | None) -> UUID | None:
    return None if entry is None else UUID(entry.payload["payout_id"])


@strawberry.type
class PayoutSubscriptions:
    """Root fields about live payouts."""

    @strawberry.subscription(
        permission_classes=[SignedIn],
        description="The payouts of a shop, each time that something happens to one. Ends when the actor does not "
        "manage the shop's payouts.",
    )
    async def payout_updated(
        self, info: WireInfo, vendor_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[PayoutUpdated]:
        """Every fact once, in order."""
        actor, row = info.context.actor, row_id(vendor_id, "Vendor")
        if row is None:
            return
        look = whenever(managed_shops(actor).filter(pk=row))
        async with aclosing(moments(actor, [f"vendor_payouts:{row}"], after=after, look=look)) as steps:
            async for moment in steps:
                yield PayoutUpdated(cursor=moment.cursor, event=moment.event, payout_id=_payout_of(moment.entry))
