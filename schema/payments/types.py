"""Payments on the wire."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet, Value
from django.db.models.functions import NullIf
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.orders.selectors import visible_orders
from fashionistar.payments import models
from schema.lib.money import Money, money

strawberry.enum(models.PaymentStatus, description="Only the gateway's verified word moves it.")


@strawberry_django.type(models.Payment, description="Money asked of a shopper through a gateway.")
class Payment(relay.Node):
    """A payment; it is reached through its order or by its unguessable reference."""

    reference: auto
    status: models.PaymentStatus
    message: str = strawberry_django.field(description="What the gateway last said.")
    paid_at: auto

    authorization_url: str | None = strawberry_django.field(
        annotate=NullIf("authorization_url", Value("")), description="The page to pay on; null until it is open."
    )
    amount: Money = money("amount_minor", description="What is asked for.")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The payments of the orders that the actor may see."""
        return rows.filter(order__in=visible_orders(actor))
