"""Write down what was bought, in one part per vendor."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fashionistar.accounts.addresses import PostalAddress
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.money import Money
from fashionistar.kernel.shares import shares
from fashionistar.orders.events import OrderPlaced
from fashionistar.orders.models import Order, OrderLine, VendorOrder
from fashionistar.payments.models import Payment


@dataclass(frozen=True, slots=True)
class Item:
    """One line to be bought, with its price in minor units of the order's currency."""

    variant_id: UUID
    vendor_id: UUID
    sku: str
    product_name: str
    variant_name: str
    quantity: int
    unit_price_minor: int
    specification_id: UUID | None = None


def order_place(
    *,
    actor: Actor,
    payment: Payment | None,
    email: str,
    stored: Money,
    items: Sequence[Item],
    address: PostalAddress,
    now: datetime,
) -> Order:
    """Create the order, its parts and their lines in the caller's transaction.

    Args:
        actor: Whose order it is.
        payment: For the sum of the items, less what stored value pays; None if that is all.
        email: Where the shopper is reached.
        stored: What wallet and gift cards pay; each part has its share of it, in proportion to its total.
        items: What is bought.
        address: Where the parcels go; checked before it gets here.
        now: The time.
    """
    order = Order.objects.create(
        user_id=actor.user_id,
        payment=payment,
        email=email,
        currency=stored.currency,
        total_minor=sum(item.quantity * item.unit_price_minor for item in items),
        stored_value_minor=stored.minor,
        placed_at=now,
        shipping_name=address.name,
        shipping_phone=address.phone,
        shipping_line1=address.line1,
        shipping_line2=address.line2,
        shipping_city=address.city,
        shipping_region=address.region,
        shipping_postal_code=address.postal_code,
        shipping_country=address.country,
    )
    _place_parts(order, items)
    outbox.record(OrderPlaced(order_id=order.pk), actor=actor)
    return order


def _place_parts(order: Order, items: Sequence[Item]) -> None:
    by_vendor: defaultdict[UUID, list[Item]] = defaultdict(list)
    for item in items:
        by_vendor[item.vendor_id].append(item)
    totals = {
        vendor_id: sum(item.quantity * item.unit_price_minor for item in vendor_items)
        for vendor_id, vendor_items in by_vendor.items()
    }
    stored = shares(order.stored_value_minor, totals)
    parts = VendorOrder.objects.bulk_create(
        VendorOrder(
            order=order,
            vendor_id=vendor_id,
            position=position,
            total_minor=total,
            stored_value_minor=stored[vendor_id],
        )
        for position, (vendor_id, total) in enumerate(totals.items(), start=1)
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            vendor_order=part,
            variant_id=item.variant_id,
            specification_id=item.specification_id,
            sku=item.sku,
            product_name=item.product_name,
            variant_name=item.variant_name,
            quantity=item.quantity,
            unit_price_minor=item.unit_price_minor,
        )
        for part in parts
        for item in by_vendor[part.vendor_id]
    )
