"""Alterations on the wire."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet, Value
from django.db.models.functions import NullIf
from strawberry import auto, relay

from fashionistar.alterations import models
from fashionistar.alterations.models import AlterationVerdict
from fashionistar.alterations.selectors import visible_alterations
from fashionistar.kernel.actor import Actor
from schema.lib.context import WireInfo
from schema.lib.lengths import Length, LengthUnit, length_of
from schema.lib.projection.fields import computed, kept
from schema.measurements.enums import Term
from schema.orders.types import OrderLine

strawberry.enum(models.AlterationStatus, description="Where an alteration stands.")
strawberry.enum(models.AlterationVerdict, description="How it sits where it should be altered.")
strawberry.enum(models.AlterationSide, description="Who moved an alteration.")


@strawberry.type(description="Where it is tight or loose, and by how much.")
class AlterationPoint:
    """As its buyer says."""

    term: Term
    verdict: AlterationVerdict
    by: Length


@strawberry_django.type(models.AlterationStep, description="One step of an alteration.")
class AlterationStep(relay.Node):
    """Which status it got, from whom and when."""

    status: models.AlterationStatus
    side: models.AlterationSide
    at: auto

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Of the alterations that the actor may see."""
        return rows.filter(alteration__in=visible_alterations(actor))


@strawberry_django.type(
    models.Alteration, description="Something that was made to measure goes back to its tailor. No money moves by it."
)
class Alteration(relay.Node):
    """Seen by who bought it and by the people of the shop who read its orders."""

    status: models.AlterationStatus
    created_at: auto = strawberry_django.field(description="When it was asked for.")
    note: auto = strawberry_django.field(description="The buyer's.")
    order_line: OrderLine = kept(field_name="line", description="What is altered.")
    steps: list[AlterationStep] = kept(description="Its history, from the first on.")
    reason: str | None = strawberry_django.field(
        annotate=NullIf("reason", Value("")), description="Why the shop DECLINED it."
    )

    @computed(needs={"said": "points"}, description="Where it is tight or loose, and by how much.")
    def points(self: Mapping[str, Any], info: WireInfo, unit: LengthUnit = LengthUnit.CM) -> list[AlterationPoint]:
        """In the order of the catalogue."""
        return [
            AlterationPoint(
                term=Term(each["term"]),
                verdict=AlterationVerdict(each["verdict"]),
                by=length_of(Decimal(each["byMm"]), unit),
            )
            for each in self["said"]
        ]

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Of what she bought, and of her shops."""
        return visible_alterations(actor, rows)
