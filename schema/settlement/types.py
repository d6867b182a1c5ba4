"""What became of orders' money, on the wire."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import F, QuerySet
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.settlement import models
from fashionistar.settlement.selectors import visible_part_refunds, visible_settlements
from schema.lib.money import Money, money

strawberry.enum(models.SettlementState, description="Where a part's money is.")
strawberry.enum(models.PartRefundStatus, description="Where a refund of a part stands.")


@strawberry_django.type(models.Settlement, description="The money of one vendor's part of an order.")
class Settlement(relay.Node):
    """Seen by the shop's members who read its orders."""

    state: models.SettlementState
    released_at: auto
    commission_basis_points: int = strawberry_django.field(
        annotate=F("commission_bp"), description="The rate of the commission, as it was when the order was paid."
    )
    amount: Money = money("amount_minor", description="What the shopper paid for the part.")
    commission: Money = money("commission_minor", description="What we have kept of it: nothing before its release.")
    tax: Money = money("tax_minor", description="The tax on the commission.")
    refunded: Money = money(
        F("refunded_held_minor") + F("refunded_released_minor"), description="What went back to the shopper or is to."
    )
    charged_back: Money = money(
        F("charged_back_held_minor") + F("charged_back_released_minor"), description="What lost disputes have taken."
    )

    release_due_at: auto = strawberry_django.field(
        description="When it is released though nobody reported its delivery; null until it is sent."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the actor's shops."""
        return visible_settlements(actor, rows)


@strawberry_django.type(models.PartRefund, description="Money of one vendor's part that goes back to the shopper.")
class PartRefund(relay.Node):
    """Seen by whoever sees the part."""

    status: models.PartRefundStatus
    reason: auto
    requested_at: auto
    amount: Money = money("amount_minor", "settlement__currency", description="How much goes back.")
    stored_value: Money = money(
        "stored_minor", "settlement__currency", description="What of it goes to wallet or gift cards, as they paid."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the parts that the actor may see."""
        return visible_part_refunds(actor, rows)
