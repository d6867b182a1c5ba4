"""Payments on the wire."""

import strawberry
import strawberry_django
from strawberry import auto, relay

from fashionistar.payments import models
from schema.lib.money import Money, money_of

strawberry.enum(models.PaymentStatus, description="Only the gateway's verified word moves it.")


@strawberry_django.type(models.Payment, description="Money asked of a shopper through a gateway.")
class Payment(relay.Node):
    """A payment; it is reached through its order or by its unguessable reference."""

    reference: auto
    status: models.PaymentStatus
    message: str = strawberry_django.field(description="What the gateway last said.")
    paid_at: auto

    @strawberry_django.field(only=["authorization_url"], description="The page to pay on; null until it is open.")
    def authorization_url(self: models.Payment) -> str | None:
        """The gateway's page."""
        return self.authorization_url or None

    @strawberry_django.field(only=["amount_minor", "currency"])
    def amount(self: models.Payment) -> Money:
        """What is asked for."""
        return money_of(self.amount_minor, self.currency)
