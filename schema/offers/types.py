"""Offers on the wire."""

from collections.abc import Mapping
from typing import Any, Optional

import strawberry
import strawberry_django
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Now
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.offers import models
from fashionistar.offers.selectors import visible_offers
from schema.chat.enums import ChatSide
from schema.chat.types import Message
from schema.lib.context import WireInfo
from schema.lib.money import Money, money
from schema.lib.projection.fields import computed, expression, kept
from schema.measurements.enums import Term
from schema.measurements.types import MeasurementProfile
from schema.products.types import Variant
from schema.tailoring.types import Specification

strawberry.enum(models.OfferStatus, description="Where an offer stands.")


@strawberry.type(description="How a part of it would be made.")
class OfferOption:
    """In words."""

    option: str
    choice: str


@strawberry.type(description="What it would be made of.")
class OfferFabric:
    """In words."""

    name: str
    description: str


@strawberry_django.type(models.Offer, description="What one side of a conversation would make or buy, for how much.")
class Offer(relay.Node):
    """Seen by who sees its conversation; its terms never change."""

    message: Message = kept(description="Its place in the conversation, with the words beside it.")
    side: ChatSide = strawberry_django.field(description="Who made it; the other side answers.")
    variant: Variant | None = strawberry_django.field(description="What is made, while it is shown.")
    price: Money = money("price_minor", description="Of one piece.")
    total: Money = money(F("price_minor") * F("quantity"), description="Of all pieces.")
    quantity: auto
    lead_time_days: int = strawberry_django.field(description="Days from the payment until it is sent.")
    terms: list[Term] = strawberry_django.field(description="What must be measured of the shopper.")
    measurement_profile: MeasurementProfile | None = strawberry_django.field(
        field_name="profile", description="Whose body it is for, for who may see that; the shopper may choose another."
    )
    made_to_measure: Specification | None = strawberry_django.field(
        field_name="specification",
        description="What was specified when it was accepted; for the buyer and, once it is paid, for the shop.",
    )
    countered: Optional["Offer"] = kept(description="The offer that this one answers.")
    counter: Optional["Offer"] = strawberry_django.field(description="The offer that answers this one.")
    expires_at: auto = strawberry_django.field(description="Until when it can be accepted.")
    closed_at: auto = strawberry_django.field(description="When it was accepted, or ended otherwise.")
    created_at: auto

    @expression(models.OfferStatus, description="Where it stands now.")
    def status() -> Any:
        """What is over by the clock is over, though nobody has noted it yet."""
        late = When(status=models.OfferStatus.OPEN, expires_at__lte=Now(), then=Value(models.OfferStatus.EXPIRED.value))
        return Case(late, default=F("status"))

    @computed(needs={"chosen": "options"}, description="The style.")
    def options(self: Mapping[str, Any], info: WireInfo) -> list[OfferOption]:
        """As it was offered."""
        return [OfferOption(option=each["option"], choice=each["choice"]) for each in self["chosen"]]

    @computed(needs={"chosen": "fabric"}, description="The cloth, where one was named.")
    def fabric(self: Mapping[str, Any], info: WireInfo) -> OfferFabric | None:
        """As it was offered."""
        found = self["chosen"]
        return None if found is None else OfferFabric(name=found["name"], description=found["description"])

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Of the conversations that the actor may see."""
        return visible_offers(actor, rows)
