"""Orders on the wire."""

from datetime import datetime

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import auto, relay

from fashionistar.orders import models
from fashionistar.orders.selectors import visible_orders, visible_vendor_orders
from schema.lib.context import WireInfo
from schema.lib.money import Money, money_of
from schema.payments.types import Payment
from schema.products.types import Variant
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

    @classmethod
    def of(cls, order: models.Order) -> "ShippingAddress":
        """The address of an order."""
        return cls(**{column.removeprefix("shipping_"): getattr(order, column) for column in _ADDRESS})


def order_number(number: int) -> str:
    """The number that people quote."""
    return f"FS-{number:06d}"


@strawberry_django.type(models.OrderLine, description="A line as it was bought.")
class OrderLine(relay.Node):
    """Names and prices are copies; later edits of the product do not touch them."""

    sku: auto
    product_name: auto
    variant_name: auto
    quantity: auto
    variant: Variant | None

    @strawberry_django.field(
        only=["unit_price_minor", "vendor_order__order__currency"], select_related=["vendor_order__order"]
    )
    def unit_price(self: models.OrderLine) -> Money:
        """For one unit."""
        return money_of(self.unit_price_minor, self.vendor_order.order.currency)

    @strawberry_django.field(
        only=["total_minor", "vendor_order__order__currency"], select_related=["vendor_order__order"]
    )
    def total(self: models.OrderLine) -> Money:
        """For the line."""
        return money_of(self.total_minor, self.vendor_order.order.currency)


@strawberry_django.type(models.VendorOrder, description="One vendor's part of an order.")
class VendorOrder(relay.Node):
    """What a vendor makes and ships; seen by the shopper and by the shop's members."""

    vendor: Vendor
    status: models.VendorOrderStatus
    lines: list[OrderLine]
    tracking_number: auto
    shipped_at: auto
    delivered_at: auto

    @strawberry_django.field(only=["position", "order__number"], select_related=["order"])
    def number(self: models.VendorOrder) -> str:
        """The order's number and the part's own, as FS-001234-2."""
        return f"{order_number(self.order.number)}-{self.position}"

    @strawberry_django.field(only=["order__placed_at"], select_related=["order"])
    def placed_at(self: models.VendorOrder) -> datetime:
        """When the order was placed."""
        return self.order.placed_at

    @strawberry_django.field(only=["total_minor", "order__currency"], select_related=["order"])
    def total(self: models.VendorOrder) -> Money:
        """The sum of its lines."""
        return money_of(self.total_minor, self.order.currency)

    @strawberry_django.field(only=[f"order__{column}" for column in _ADDRESS], select_related=["order"])
    def shipping_address(self: models.VendorOrder) -> ShippingAddress:
        """Where the parcel goes."""
        return ShippingAddress.of(self.order)

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.VendorOrder], info: WireInfo, **_: object
    ) -> QuerySet[models.VendorOrder]:
        """The actor's own orders' parts, and the actor's shop's."""
        return visible_vendor_orders(info.context.actor, queryset)


@strawberry_django.type(models.Order, description="What one shopper bought in one checkout.")
class Order(relay.Node):
    """An order; a guest's is known to whoever knows its unguessable id."""

    status: models.OrderStatus
    email: auto
    placed_at: auto
    paid_at: auto
    payment: Payment
    vendor_orders: list[VendorOrder]

    @strawberry_django.field(only=["number"])
    def number(self: models.Order) -> str:
        """The number that people quote, as FS-001234."""
        return order_number(self.number)

    @strawberry_django.field(only=["total_minor", "currency"])
    def total(self: models.Order) -> Money:
        """What is paid."""
        return money_of(self.total_minor, self.currency)

    @strawberry_django.field(only=list(_ADDRESS))
    def shipping_address(self: models.Order) -> ShippingAddress:
        """Where the parcels go."""
        return ShippingAddress.of(self)

    @classmethod
    def get_queryset(cls, queryset: QuerySet[models.Order], info: WireInfo, **_: object) -> QuerySet[models.Order]:
        """The orders that the actor may see."""
        return visible_orders(info.context.actor, queryset)
