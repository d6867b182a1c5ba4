"""Orders on the wire."""

from datetime import datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from strawberry import auto, relay

from fashionistar.alterations.models import Alteration
from fashionistar.kernel.actor import Actor
from fashionistar.orders import models
from fashionistar.orders.selectors import order_number, visible_orders, visible_vendor_orders
from fashionistar.settlement.models import PartRefund, Settlement
from fashionistar.wallets.models import Tender
from schema.lib import edges
from schema.lib.money import Money, money
from schema.lib.projection.fields import expression, kept
from schema.lib.projection.rows import Composite, Rows
from schema.payments.types import Payment
from schema.products.types import Variant
from schema.tailoring.types import Specification
from schema.vendors.types import Vendor

strawberry.enum(models.OrderStatus, description="Where the whole order stands.")
strawberry.enum(models.VendorOrderStatus, description="Where one vendor's part stands.")

_ADDRESS = (
    "shipping_name",
    "shipping_phone",
    "shipping_line1",
    "shipping_line2",
    "shipping_city",
    "shipping_region",
    "shipping_postal_code",
    "shipping_country",
)


@strawberry.type(description="Where parcels go.")
class ShippingAddress:
    """An address as it was at checkout."""

    name: str
    phone: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str = strawberry.field(description="ISO 3166-1 alpha-2.")


def _address(path: str = "") -> Any:
    """The address of an order, or of the order that `path` leads to."""
    shape = {column.removeprefix("shipping_"): F(f"{path}{column}") for column in _ADDRESS}
    return expression(ShippingAddress, description="Where the parcels go.")(lambda: Composite(shape))


@strawberry_django.type(models.OrderLine, description="A line as it was bought.")
class OrderLine(relay.Node):
    """Names and prices are copies; later edits of the product do not touch them."""

    sku: auto
    product_name: auto
    variant_name: auto
    quantity: auto
    variant: Variant | None = kept(description="What was bought; null when the shop has deleted it.")
    unit_price: Money = money("unit_price_minor", "vendor_order__order__currency", description="For one unit.")
    total: Money = money("total_minor", "vendor_order__order__currency", description="For the line.")
    made_to_measure: Specification | None = strawberry_django.field(
        field_name="specification",
        description="Exactly what was ordered to measure; for its buyer and the people of the shop alone.",
    )

    @expression(edges.Alterations, description="What was to be altered of it after it arrived, the newest first.")
    def alterations() -> Any:
        """For the same people."""
        return Rows(Alteration, Q(line=OuterRef("pk")), order=("-created_at", "-id"))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The lines of the parts that the actor may see."""
        return rows.filter(vendor_order__in=visible_vendor_orders(actor))


@strawberry_django.type(models.VendorOrder, description="One vendor's part of an order.")
class VendorOrder(relay.Node):
    """What a vendor makes and ships; seen by the shopper and by the shop's members."""

    vendor: Vendor
    status: models.VendorOrderStatus
    lines: list[OrderLine] = kept()
    tracking_number: auto
    shipped_at: auto
    delivered_at: auto
    number: str = strawberry_django.field(
        annotate=Concat(
            order_number("order__number"), Value("-"), Cast("position", TextField()), output_field=TextField()
        ),
        description="The order's number and the part's own, as FS-001234-2.",
    )
    placed_at: datetime = strawberry_django.field(annotate=F("order__placed_at"))
    total: Money = money("total_minor", "order__currency", description="The sum of its lines.")
    stored_value: Money = money(
        "stored_value_minor", "order__currency", description="What of it wallet and gift cards pay."
    )
    shipping_address: ShippingAddress = _address("order__")

    @expression(edges.Settlement, description="What becomes of its money; for its shop, null for all others.")
    def settlement() -> Any:
        """Null until the payment is booked."""
        return Rows(Settlement, Q(vendor_order=OuterRef("pk")), limit=1)

    @expression(edges.PartRefunds, description="What of it went back to the shopper or is to, newest first.")
    def refunds() -> Any:
        """All of them, those that failed included."""
        return Rows(PartRefund, Q(settlement__vendor_order=OuterRef("pk")), order=("-requested_at", "-id"))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The parts of the actor's own orders, and the paid parts of the actor's shops."""
        return visible_vendor_orders(actor, rows)


@strawberry_django.type(models.Order, description="What one shopper bought in one checkout.")
class Order(relay.Node):
    """An order; a guest's is known to whoever knows its unguessable id."""

    status: models.OrderStatus
    email: auto
    placed_at: auto
    paid_at: auto
    payment: Payment | None = kept(description="Of what wallet and gift cards do not pay; null where they pay it all.")
    vendor_orders: list[VendorOrder]

    number: str = strawberry_django.field(
        annotate=order_number("number"), description="The number that people quote, as FS-001234."
    )
    total: Money = money("total_minor", description="What is paid.")
    stored_value: Money = money("stored_value_minor", description="What of it wallet and gift cards pay.")
    shipping_address: ShippingAddress = _address()

    @expression(edges.PartRefunds, description="What of its parts went back to the shopper or is to, newest first.")
    def refunds() -> Any:
        """All of them, those that failed included."""
        return Rows(PartRefund, Q(settlement__vendor_order__order=OuterRef("pk")), order=("-requested_at", "-id"))

    @expression(edges.Tenders, description="What wallet and gift cards pay of it, each.")
    def tenders() -> Rows:
        """In the order they were taken."""
        return Rows(Tender, Q(purchase=OuterRef("pk")), order=("id",))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The orders that the actor may see."""
        return visible_orders(actor, rows)
