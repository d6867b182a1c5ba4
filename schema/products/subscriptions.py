"""Live stock."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from typing import Any
from uuid import UUID

import strawberry
from django.db.models import Q

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.event_log import Entry
from fashionistar.products import models
from fashionistar.products.selectors import product_scope
from schema.lib.context import WireInfo
from schema.lib.errors import invalid
from schema.lib.ids import row_id
from schema.lib.permissions import Public
from schema.lib.projection.rows import Rows
from schema.lib.streams import Event, Look, moments
from schema.products.types import Variant

MOST_VARIANTS = 100


@strawberry.type
class StockUpdated:
    """What can be had now of the variants whose stock changed."""

    cursor: str = strawberry.field(description="For `after`, to go on from here.")
    event: Event | None = strawberry.field(description="What happened; null in the first payload of a new stream.")
    variant_ids: strawberry.Private[frozenset[UUID]]

    @strawberry.field(
        graphql_type=list[Variant], description="The variant that changed; in the first payload all that are watched."
    )
    def variants(self) -> Any:
        """Read anew for this subscriber."""
        return Rows(models.Variant, Q(pk__in=sorted(self.variant_ids)), order=("id",))


def _changed(entry: Entry | None, watched: frozenset[UUID]) -> frozenset[UUID]:
    return watched if entry is None else frozenset({UUID(entry.payload["variant_id"])})


def _look(actor: Actor, watched: frozenset[UUID], entry: Entry | None) -> Look:
    shown = models.Variant.objects.filter(product_scope(actor, "product__"))
    return Look.SHOW if shown.filter(pk__in=_changed(entry, watched)).exists() else Look.SKIP


@strawberry.type
class ProductSubscriptions:
    """Root fields about live stock."""

    @strawberry.subscription(
        permission_classes=[Public],
        description=f"What can be had of some variants, {MOST_VARIANTS} at most: all of them first, then each time "
        "that units are set aside, sold or freed. Variants that the actor may not see are passed over.",
    )
    async def stock_updated(
        self, info: WireInfo, variant_ids: list[strawberry.ID], after: str | None = None
    ) -> AsyncGenerator[StockUpdated]:
        """Every fact once, in order."""
        if not 1 <= len(variant_ids) <= MOST_VARIANTS:
            raise invalid(f"Give 1 to {MOST_VARIANTS} ids of variants.")
        watched = frozenset(row for given in variant_ids if (row := row_id(given, "Variant")))
        look = partial(_look, info.context.actor, watched)
        topics = [f"stock:{row}" for row in watched]
        async with aclosing(moments(info.context.actor, topics, after=after, look=look)) as steps:
            async for moment in steps:
                changed = _changed(moment.entry, watched)
                yield StockUpdated(cursor=moment.cursor, event=moment.event, variant_ids=changed)
