"""Payments on the wire."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet, Value
from django.db.models.functions import NullIf
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.orders.selectors import visible_payments
from fashionistar.payments import models
from schema.lib.money import Money, money

strawberry.enum(models.PaymentPurpose, description="What a payment is for.")
strawberry.enum(models.PaymentStatus, description="Only the gateway's verified word moves it.")


@strawberry_django.type(models.Payment, description="Money asked of a shopper through a gateway.")
class Payment(relay.Node):
    """A payment; it is reached through its order or by its unguessable reference."""

    purpose: models.PaymentPurpose
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
        """Those of the orders that the actor may see, and of what she pays in or buys for others."""
        return visible_payments(actor, rows)
