"""What shops say of their sizes, and buyers of how they fit."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import strawberry

from fashionistar.fitting import models
from fashionistar.fitting.services.fit_feedback_submit import fit_feedback_submit
from fashionistar.fitting.services.product_size_chart_set import product_size_chart_set
from fashionistar.fitting.services.size_chart_create import size_chart_create
from fashionistar.fitting.services.size_chart_delete import size_chart_delete
from fashionistar.fitting.services.size_chart_update import size_chart_update
from fashionistar.products.models import Product
from schema.fitting.inputs import (
    FitFeedbackSubmitInput,
    ProductSizeChartSetInput,
    SizeChartCreateInput,
    SizeChartDeleteInput,
    SizeChartUpdateInput,
)
from schema.fitting.types import FitFeedback, SizeChart
from schema.lib import edges
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_if_named, row_named
from schema.lib.permissions import SignedIn, SignedInOrKey
from schema.lib.projection.rows import one
from schema.vendors.ids import vendor_row


@strawberry.type
class SizeChartPayload:
    """The chart as it is now, or what was wrong."""

    chart_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def size_chart(self) -> SizeChart | None:
        """The chart as it is now."""
        return one(models.SizeChart, self.chart_id)


@strawberry.type
class SizeChartDeletePayload:
    """The id of what is gone, or what was wrong."""

    deleted_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class ProductPayload:
    """The product as it is now, or what was wrong."""

    product_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field(graphql_type=edges.Product)
    def product(self) -> Any:
        """The product as it is now."""
        return one(Product, self.product_id)


@strawberry.type
class FitFeedbackPayload:
    """What was said, or what was wrong."""

    feedback_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def fit_feedback(self) -> FitFeedback | None:
        """What was said."""
        return one(models.FitFeedback, self.feedback_id)


async def _chart(use_case: Callable[[], models.SizeChart]) -> SizeChartPayload:
    return await attempt(
        use_case,
        done=lambda chart: SizeChartPayload(chart_id=chart.pk),
        refused=lambda errors: SizeChartPayload(user_errors=errors),
    )


def _chart_row(given: strawberry.ID) -> UUID:
    return row_named(given, "SizeChart", "id", "Your shop has no such size chart.")


@strawberry.type
class FittingMutations:
    """Root fields about sizes."""

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Keep a size chart of a garment, 100 at most. For those who may PRODUCTS_MANAGE.",
    )
    async def size_chart_create(self, info: WireInfo, input: SizeChartCreateInput) -> SizeChartPayload:
        """Products follow it by `productSizeChartSet`."""
        return await _chart(
            lambda: size_chart_create(
                actor=info.context.actor,
                vendor_id=vendor_row(input.vendor_id),
                garment=input.garment,
                name=input.name,
                unit=input.unit,
                given=input.sizes.as_sizes(),
            )
        )

    @strawberry.mutation(permission_classes=[SignedInOrKey], description="Change a size chart. Safe to repeat.")
    async def size_chart_update(self, info: WireInfo, input: SizeChartUpdateInput) -> SizeChartPayload:
        """What buyers' feedback taught stays."""
        return await _chart(
            lambda: size_chart_update(
                actor=info.context.actor,
                chart_id=_chart_row(input.id),
                name=input.name,
                unit=input.unit,
                given=None if input.sizes is None else input.sizes.as_sizes(),
            )
        )

    @strawberry.mutation(permission_classes=[SignedInOrKey], description="Remove a size chart; no product follows it.")
    async def size_chart_delete(self, info: WireInfo, input: SizeChartDeleteInput) -> SizeChartDeletePayload:
        """For good."""
        return await attempt(
            lambda: size_chart_delete(actor=info.context.actor, chart_id=_chart_row(input.id)),
            done=lambda _: SizeChartDeletePayload(deleted_id=input.id),
            refused=lambda errors: SizeChartDeletePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedInOrKey], description="Have a product follow a size chart, or none. Safe to repeat."
    )
    async def product_size_chart_set(self, info: WireInfo, input: ProductSizeChartSetInput) -> ProductPayload:
        """Its sizes are found by their labels."""
        return await attempt(
            lambda: product_size_chart_set(
                actor=info.context.actor,
                product_id=row_named(input.product_id, "Product", "productId", "Your shop has no such product."),
                chart_id=row_if_named(
                    input.size_chart_id, "SizeChart", "sizeChartId", "The product's shop has no such size chart."
                ),
            ),
            done=lambda product: ProductPayload(product_id=product.pk),
            refused=lambda errors: ProductPayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Say how something fits that arrived, once; others are advised by it. Safe to repeat.",
    )
    async def fit_feedback_submit(self, info: WireInfo, input: FitFeedbackSubmitInput) -> FitFeedbackPayload:
        """For lines of one's own orders that are DELIVERED."""
        return await attempt(
            lambda: fit_feedback_submit(
                actor=info.context.actor,
                line_id=row_named(input.order_line_id, "OrderLine", "orderLineId", "Nothing like this has arrived."),
                verdict=input.verdict,
                verdicts={place.term: place.verdict for place in input.places},
            ),
            done=lambda made: FitFeedbackPayload(feedback_id=made.pk),
            refused=lambda errors: FitFeedbackPayload(user_errors=errors),
        )
