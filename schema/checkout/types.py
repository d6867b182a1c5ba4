"""Carts on the wire."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import Prefetch, QuerySet
from strawberry import auto, relay

from fashionistar.checkout import models
from fashionistar.checkout.problems import cart_problems, price_of
from fashionistar.checkout.selectors import lines_to_judge, visible_carts
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode, ErrorCode
from schema.lib.ids import global_id
from schema.lib.money import Money, money_of
from schema.products.types import Variant

strawberry.enum(models.CartStatus, description="Open until it becomes an order or flows into another.")


#: What judging a cart needs of its lines; the same rows serve problems and totals.
def _judged(_: WireInfo) -> Any:
    return Prefetch("lines", lines_to_judge(models.CartLine.objects.all()), to_attr="judged_lines")


def judged(cart: models.Cart) -> list[models.CartLine]:
    """The lines that the prefetch above brought along."""
    lines: list[models.CartLine] = cart.judged_lines  # type: ignore[attr-defined]
    return lines


@strawberry.type(description="Something that stands in the way of checkout.")
class CartProblem:
    """One obstacle."""

    code: ErrorCode
    message: str = strawberry.field(description="A sentence for people.")
    line_id: strawberry.ID | None = strawberry.field(description="The line it is about; null for the whole cart.")


@strawberry_django.type(models.CartLine, description="A variant in a cart.")
class CartLine(relay.Node):
    """A line at today's price."""

    quantity: auto
    variant: Variant

    @strawberry_django.field(
        select_related=["cart"],
        prefetch_related=["variant__prices"],
        description="Today's price; null when it is not sold in the cart's currency.",
    )
    def unit_price(self: models.CartLine) -> Money | None:
        """For one unit."""
        amount = price_of(self.variant, self.cart.currency)
        return None if amount is None else money_of(amount, self.cart.currency)

    @strawberry_django.field(select_related=["cart"], prefetch_related=["variant__prices"])
    def total(self: models.CartLine) -> Money | None:
        """For the line."""
        amount = price_of(self.variant, self.cart.currency)
        return None if amount is None else money_of(amount * self.quantity, self.cart.currency)


@strawberry_django.type(models.Cart, description="What a shopper means to buy, in one currency.")
class Cart(relay.Node):
    """A cart; a guest's is known to whoever knows its unguessable id."""

    currency: CurrencyCode
    status: models.CartStatus
    lines: list[CartLine]

    @strawberry_django.field(prefetch_related=[_judged])
    def total(self: models.Cart) -> Money:
        """The sum of the lines that are sold in the cart's currency, at today's prices."""
        priced = [(price_of(line.variant, self.currency) or 0) * line.quantity for line in judged(self)]
        return money_of(sum(priced), self.currency)

    @strawberry_django.field(
        prefetch_related=[_judged],
        description="What stands in the way of checkout, at any time; empty means nothing.",
    )
    def problems(self: models.Cart) -> list[CartProblem]:
        """In the order of the lines."""
        return [
            CartProblem(
                code=problem.code,
                message=problem.message,
                line_id=strawberry.ID(global_id("CartLine", problem.line_id)) if problem.line_id else None,
            )
            for problem in cart_problems(self, judged(self))
        ]

    @classmethod
    def get_queryset(cls, queryset: QuerySet[models.Cart], info: WireInfo, **_: object) -> QuerySet[models.Cart]:
        """The carts that the actor may see."""
        return visible_carts(info.context.actor, queryset)
