"""What is made to measure, on the wire."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import strawberry
import strawberry_django
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import TruncDate
from strawberry import auto, relay

from fashionistar.kernel import money as kernel
from fashionistar.kernel.actor import Actor
from fashionistar.measurements.models import ValueSource
from fashionistar.orders.selectors import visible_specifications
from fashionistar.products.selectors import product_scope
from fashionistar.tailoring import models
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode
from schema.lib.lengths import Length, LengthUnit, length_of
from schema.lib.money import Money, money, money_shape
from schema.lib.projection.fields import computed, expression
from schema.lib.projection.rows import Composite
from schema.measurements.enums import Term

_PAID = "order_line__vendor_order__order__paid_at"


@strawberry.type(description="One answer to a style option.")
class StyleChoice:
    """As the shop offers it now."""

    name: str
    surcharges: list[Money] = strawberry.field(
        description="What it adds, by currency; empty: nothing in any. It is sold in no other currency than these."
    )


@strawberry.type(description="Something that can be made in several ways, such as the collar.")
class StyleOption:
    """As the shop offers it now."""

    name: str
    required: bool = strawberry.field(description="Whether something must be chosen.")
    choices: list[StyleChoice]


@strawberry.type(description="A cloth that a garment is made of.")
class Fabric:
    """As the shop offers it now."""

    name: str
    description: str
    available: bool = strawberry.field(description="Whether it is to be had now.")
    surcharges: list[Money] = strawberry.field(description="What it adds, by currency; empty: nothing in any.")


@strawberry_django.type(models.Offering, description="How a shop makes a product to measure.")
class MadeToMeasureOffering(relay.Node):
    """Everybody may see it who sees the product."""

    lead_time_days: int = strawberry_django.field(description="From the payment until it is sent.")
    terms: list[Term] = strawberry_django.field(description="What must be measured.")

    @computed(needs={"offered": "options"}, description="What can be chosen.")
    def options(self: Mapping[str, Any], info: WireInfo) -> list[StyleOption]:
        """In the shop's order."""
        return [
            StyleOption(name=each["name"], required=each["required"], choices=[_choice(one) for one in each["choices"]])
            for each in self["offered"]
        ]

    @computed(needs={"offered": "fabrics"}, description="Of what it is made; one is chosen, where there are any.")
    def fabrics(self: Mapping[str, Any], info: WireInfo) -> list[Fabric]:
        """In the shop's order."""
        return [
            Fabric(
                name=each["name"],
                description=each["description"],
                available=each["available"],
                surcharges=_by_currency(each["surcharges"]),
            )
            for each in self["offered"]
        ]

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Of the products that the actor may see."""
        return rows.filter(product_scope(actor, "product__"))


@strawberry.type(description="A measurement as it was when it was ordered.")
class SpecifiedMeasurement:
    """Frozen."""

    term: Term
    value: Length
    low: Length = strawberry.field(description="The lower end of the 90 % interval.")
    high: Length = strawberry.field(description="The upper end of the 90 % interval.")
    source: ValueSource
    measured_at: datetime
    model_id: str | None = strawberry.field(description="Which model estimated it; null for what a person took.")


@strawberry.type(description="A style option as it was ordered.")
class SpecifiedOption:
    """Frozen."""

    option: str
    choice: str
    surcharge: Money


@strawberry.type(description="A fabric as it was ordered.")
class SpecifiedFabric:
    """Frozen."""

    name: str
    description: str
    surcharge: Money


@strawberry_django.type(
    models.Specification, description="What is made to measure, frozen when it was put into the cart. It never changes."
)
class Specification(relay.Node):
    """Seen by who buys it and, once it is paid, by the people of the shop who read its orders; by nobody else."""

    profile_name: auto = strawberry_django.field(description="Whose body it is, as its keeper calls it.")
    created_at: auto = strawberry_django.field(description="When it was frozen.")
    lead_time_days: int = strawberry_django.field(description="From the payment until it is sent.")
    note: auto = strawberry_django.field(description="What the tailor should know besides.")
    erased_at: auto = strawberry_django.field(description="When the body was taken out, since its buyer is nobody now.")
    surcharge: Money = money("surcharge_minor", description="What options and fabric add to one piece.")

    @expression(Money | None, description="What shop and buyer agreed on for one piece, if they did.")
    def agreed_price() -> Composite:
        """In place of the variant's price and the surcharges."""
        return Composite(money_shape("agreed_price_minor"), present="amount")

    due_on: date | None = strawberry_django.field(
        annotate=TruncDate(
            ExpressionWrapper(
                F(_PAID)
                + ExpressionWrapper(F("lead_time_days") * Value(timedelta(days=1)), output_field=DurationField()),
                output_field=DateTimeField(),
            )
        ),
        description="When it is to be sent, in UTC; null until it is paid.",
    )

    @computed(needs={"kept": "measurements", "usual": "unit"}, description="The body, as it was measured then.")
    def measurements(
        self: Mapping[str, Any], info: WireInfo, unit: LengthUnit | None = None
    ) -> list[SpecifiedMeasurement]:
        """In the unit that is asked for, else in that of the profile."""
        said = unit or LengthUnit(self["usual"])
        return [_measurement(each, said) for each in self["kept"]]

    @computed(needs={"chosen": "options", "currency": "currency"}, description="How it is made.")
    def options(self: Mapping[str, Any], info: WireInfo) -> list[SpecifiedOption]:
        """In the shop's order."""
        return [
            SpecifiedOption(
                option=each["option"],
                choice=each["choice"],
                surcharge=_money(each["surchargeMinor"], self["currency"]),
            )
            for each in self["chosen"]
        ]

    @computed(needs={"chosen": "fabric", "currency": "currency"}, description="Of what it is made.")
    def fabric(self: Mapping[str, Any], info: WireInfo) -> SpecifiedFabric | None:
        """Null where there was nothing to choose."""
        found = self["chosen"]
        if found is None:
            return None
        added = _money(found["surchargeMinor"], self["currency"])
        return SpecifiedFabric(name=found["name"], description=found["description"], surcharge=added)

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Her own, and those that her shops make."""
        return visible_specifications(actor, rows)


def _choice(each: Mapping[str, Any]) -> StyleChoice:
    return StyleChoice(name=each["name"], surcharges=_by_currency(each["surcharges"]))


def _by_currency(surcharges: Mapping[str, int]) -> list[Money]:
    return [_money(minor, currency) for currency, minor in sorted(surcharges.items())]


def _money(minor: int, currency: str) -> Money:
    return Money(amount=kernel.Money(minor, currency).amount, currency=CurrencyCode(currency))


def _measurement(each: Mapping[str, Any], unit: LengthUnit) -> SpecifiedMeasurement:
    return SpecifiedMeasurement(
        term=Term(each["term"]),
        value=length_of(Decimal(each["valueMm"]), unit),
        low=length_of(Decimal(each["lowMm"]), unit),
        high=length_of(Decimal(each["highMm"]), unit),
        source=ValueSource(each["source"]),
        measured_at=datetime.fromisoformat(each["measuredAt"]),
        model_id=each["modelId"],
    )
