"""Asking for alterations, and moving them on."""

from collections.abc import Callable
from uuid import UUID

import strawberry

from fashionistar.alterations import models
from fashionistar.alterations.services.alteration_advance import alteration_advance
from fashionistar.alterations.services.alteration_request import Point, alteration_request
from schema.alterations.types import Alteration
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import once_over
from schema.lib.ids import row_named
from schema.lib.lengths import LengthInput
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.measurements.enums import Term


@strawberry.input
class AlterationPointInput:
    """Where it is tight or loose, and by how much."""

    term: Term
    verdict: models.AlterationVerdict
    by: LengthInput


@strawberry.input
class AlterationRequestInput:
    """What is to be altered."""

    order_line_id: strawberry.ID
    points: list[AlterationPointInput]
    note: str = ""


@strawberry.input
class AlterationAdvanceInput:
    """Which alteration goes where."""

    id: strawberry.ID
    to: models.AlterationStatus
    reason: str = strawberry.field(default="", description="Why it is DECLINED.")


@strawberry.type
class AlterationPayload:
    """The alteration as it is now, or what was wrong."""

    alteration_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def alteration(self) -> Alteration | None:
        """The alteration as it is now."""
        return one(models.Alteration, self.alteration_id)


async def _changed(use_case: Callable[[], models.Alteration]) -> AlterationPayload:
    return await attempt(
        use_case,
        done=lambda alteration: AlterationPayload(alteration_id=alteration.pk),
        refused=lambda errors: AlterationPayload(user_errors=errors),
    )


@strawberry.type
class AlterationMutations:
    """Root fields that change alterations."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Ask for an alteration of what was made to measure, within `ALTERATION_WINDOW_DAYS` of its "
        "delivery; one of a line at a time. Needs `@idempotent(key:)`.",
    )
    async def alteration_request(self, info: WireInfo, input: AlterationRequestInput) -> AlterationPayload:
        """REQUESTED; the shop is told."""
        return await _changed(
            lambda: alteration_request(
                actor=info.context.actor,
                line_id=row_named(input.order_line_id, "OrderLine", "orderLineId"),
                points=[Point(each.term, each.verdict, each.by.as_length()) for each in input.points],
                note=input.note,
                once=once_over(info, operation="alterationRequest", given=input),
                now=info.context.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Move an alteration on. The shop: REQUESTED to ACCEPTED or DECLINED, then RECEIVED, RETURNED; the "
        "buyer: CANCELLED before RECEIVED; either: CLOSED. The other side is told. Safe to repeat.",
    )
    async def alteration_advance(self, info: WireInfo, input: AlterationAdvanceInput) -> AlterationPayload:
        """By its buyer, and those who may ORDERS_FULFIL."""
        return await _changed(
            lambda: alteration_advance(
                actor=info.context.actor,
                alteration_id=row_named(input.id, "Alteration", "id"),
                to=input.to,
                reason=input.reason,
                now=info.context.now,
            )
        )
