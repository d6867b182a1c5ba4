"""What staff do about differences."""

from uuid import UUID

import strawberry

from fashionistar.reconciliation import models
from fashionistar.reconciliation.services.reconciliation_difference_resolve import reconciliation_difference_resolve
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.reconciliation.types import ReconciliationDifference


@strawberry.input
class ReconciliationDifferenceResolveInput:
    """Which difference, and what it is."""

    id: strawberry.ID
    reason: str = strawberry.field(description="At most 300 characters; it is kept for ever.")


@strawberry.type
class ReconciliationDifferencePayload:
    """The difference as it is now, or what was wrong."""

    difference_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def reconciliation_difference(self) -> ReconciliationDifference | None:
        """The difference as it is now."""
        return one(models.ReconciliationDifference, self.difference_id)


def _resolved(info: WireInfo, given: ReconciliationDifferenceResolveInput) -> models.ReconciliationDifference:
    row = row_named(given.id, "ReconciliationDifference", "id", "There is no such difference.")
    return reconciliation_difference_resolve(
        actor=info.context.actor, difference_id=row, reason=given.reason, now=info.context.now
    )


@strawberry.type
class ReconciliationMutations:
    """Root fields that close differences."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Say what a difference is, which closes it. Neither the books nor payments change. For staff with "
        "DIFFERENCES_MANAGE.",
    )
    async def reconciliation_difference_resolve(
        self, info: WireInfo, input: ReconciliationDifferenceResolveInput
    ) -> ReconciliationDifferencePayload:
        """Once; it says who did it."""
        return await attempt(
            lambda: _resolved(info, input),
            done=lambda row: ReconciliationDifferencePayload(difference_id=row.pk),
            refused=lambda errors: ReconciliationDifferencePayload(user_errors=errors),
        )
