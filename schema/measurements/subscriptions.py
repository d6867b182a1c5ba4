"""Live estimates."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import UUID

import strawberry

from fashionistar.measurements import models
from fashionistar.measurements.selectors import kept_estimates
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one
from schema.lib.streams import Event, moments, whenever
from schema.measurements.types import MeasurementEstimate


@strawberry.type
class MeasurementEstimateUpdated:
    """An estimate as it is now, and what happened to it."""

    cursor: str = strawberry.field(description="For `after`, to go on from here.")
    event: Event | None = strawberry.field(description="What happened; null in the first payload of a new stream.")
    estimate_id: strawberry.Private[UUID]

    @strawberry.field
    def estimate(self) -> MeasurementEstimate | None:
        """The estimate, read anew for this subscriber."""
        return one(models.MeasurementEstimate, self.estimate_id)


@strawberry.type
class MeasurementSubscriptions:
    """Root fields about live estimates."""

    @strawberry.subscription(
        permission_classes=[SignedIn],
        description="An estimate as it is now, then again for each stage of it and its end. Ends at once when there "
        "is no such job, or the actor does not keep the profile that it is of.",
    )
    async def measurement_estimate_updated(
        self, info: WireInfo, job_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[MeasurementEstimateUpdated]:
        """Every fact once, in order."""
        actor, row = info.context.actor, row_id(job_id, "MeasurementEstimate")
        if row is None:
            return
        look = whenever(kept_estimates(actor).filter(pk=row))
        topics = [f"measurement_estimate:{row}"]
        async with aclosing(moments(actor, topics, after=after, look=look)) as steps:
            async for moment in steps:
                yield MeasurementEstimateUpdated(cursor=moment.cursor, event=moment.event, estimate_id=row)
