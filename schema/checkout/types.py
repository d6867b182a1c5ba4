"""Carts on the wire."""

from collections.abc import Mapping
from typing import Any

import strawberry
import strawberry_django
from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from strawberry import auto, relay

from fashionistar.checkout import models
from fashionistar.checkout.selectors import line_price, visible_carts
from fashionistar.kernel.actor import Actor
from schema.checkout.loaders import problems_of
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode, ErrorCode
from schema.lib.ids import global_id
from schema.lib.money import Money, money, money_shape
from schema.lib.projection.fields import computed, expression, kept
from schema.lib.projection.rows import Composite
from schema.products.types import Variant
from schema.tailoring.types import Specification

strawberry.enum(models.CartStatus, description="Open until it becomes an order or flows into another.")


@strawberry.type(description="Something that stands in the way of checkout.")
class CartProblem:
    """One obstacle."""

    code: ErrorCode
    message: str = strawberry.field(description="A sentence for people.")
    line_id: strawberry.ID | None = strawberry.field(description="The line it is about; null for the whole cart.")


def _cart_total() -> Any:
    """The sum of the lines that are sold in the cart's currency, in minor units."""
    lines = models.CartLine.objects.filter(cart=OuterRef("pk")).order_by().values("cart")
    total = lines.annotate(total=Sum(line_price() * F("quantity"), output_field=BigIntegerField())).values("total")
    return Coalesce(Subquery(total), Value(0), output_field=BigIntegerField())


@strawberry_django.type(models.CartLine, description="A variant in a cart.")
class CartLine(relay.Node):
    """A line at today's price."""

    quantity: auto
    variant: Variant = kept()
    made_to_measure: Specification | None = strawberry_django.field(
        field_name="specification", description="What is made; null for what the shop has in its own sizes."
    )

    @expression(
        Money | None,
        description="Today's price for one unit, surcharges of what is made to measure included; null when it is not "
        "sold in the cart's currency.",
    )
    def unit_price() -> Composite:
        """Null without a price."""
        return Composite(money_shape(line_price(), "cart__currency"), present="amount")

    @expression(Money | None, description="For the line.")
    def total() -> Composite:
        """Null without a price."""
        return Composite(money_shape(line_price() * F("quantity"), "cart__currency"), present="amount")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The lines of the carts that the actor may see."""
        return rows.filter(cart__in=visible_carts(actor))


@strawberry_django.type(models.Cart, description="What a shopper means to buy, in one currency.")
class Cart(relay.Node):
    """A cart; a guest's is known to whoever knows its unguessable id."""

    currency: CurrencyCode
    status: models.CartStatus
    lines: list[CartLine] = kept()
    total: Money = money(
        _cart_total(), description="The sum of the lines that are sold in the cart's currency, at today's prices."
    )

    @computed(
        needs={"cart_id": "id", "currency": "currency", "status": "status"},
        description="What stands in the way of checkout, at any time; empty means nothing.",
    )
    async def problems(self: Mapping[str, Any], info: WireInfo) -> list[CartProblem]:
        """In the order of the lines."""
        cart = models.Cart(id=self["cart_id"], currency=self["currency"], status=self["status"])
        return [
            CartProblem(
                code=problem.code,
                message=problem.message,
                line_id=strawberry.ID(global_id("CartLine", problem.line_id)) if problem.line_id else None,
            )
            for problem in await problems_of(info.context, cart)
        ]

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The carts that the actor may see."""
        return visible_carts(actor, rows)
