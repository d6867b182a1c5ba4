"""A shopper with paid orders and carts, for a seeded database."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from fashionistar.accounts.models import User
from fashionistar.checkout.models import Cart, CartLine
from fashionistar.orders.models import Order, OrderLine, OrderStatus, VendorOrder, VendorOrderStatus
from fashionistar.payments.models import Payment, PaymentStatus
from fashionistar.products.models import Variant

EMAIL, PASSWORD = "shopper@bench.fashionistar.test", "cowries-and-coral-2026"
_ORDERS = 48
_CURRENCY = "NGN"
_NEWEST = datetime(2026, 2, 1, 9, tzinfo=UTC)


@transaction.atomic
def furnish() -> User:
    """The shopper with all that is hers, made unless she is there."""
    user: User | None = User.objects.filter(email=EMAIL).first()
    if user is None:
        user = User.objects.create_user(email=EMAIL, password=PASSWORD, name="Sade Bench")
        variants = list(_sold())
        _carts(user, variants)
        _orders(user, variants)
    return user


def _sold() -> Iterator[Variant]:
    """Variants of curated products that are sold in her currency and in stock, with what one costs."""
    found = Variant.objects.filter(prices__currency=_CURRENCY, stock__on_hand__gt=F("stock__reserved") + 2)
    yield from (
        found.annotate(minor=F("prices__amount_minor")).select_related("product__vendor").order_by("sku")[: _ORDERS * 6]
    )


def _carts(user: User, variants: list[Any]) -> None:
    """Hers, and a guest's."""
    for owner in (user, None):
        cart = Cart.objects.create(user=owner, currency=_CURRENCY)
        CartLine.objects.bulk_create(
            CartLine(cart=cart, variant=variant, quantity=1 + place % 2, seen_price_minor=variant.minor)
            for place, variant in enumerate(variants[::40][:5])
        )


def _orders(user: User, variants: list[Any]) -> None:
    for number in range(_ORDERS):
        bought = variants[number :: _ORDERS * 2][: 1 + number % 3]
        order = _order(user, number, sum(variant.minor for variant in bought))
        shops = list(dict.fromkeys(variant.product.vendor_id for variant in bought))
        for position, shop in enumerate(shops, 1):
            _part(order, shop, position, [variant for variant in bought if variant.product.vendor_id == shop])


def _order(user: User, number: int, total: int) -> Order:
    moment = _NEWEST - timedelta(days=number, minutes=number * 7)
    payment = Payment.objects.create(
        reference=f"FS-bench-{number}",
        gateway="paystack",
        email=EMAIL,
        currency=_CURRENCY,
        amount_minor=total,
        status=PaymentStatus.SUCCEEDED,
        message="Approved",
        paid_at=moment,
    )
    return Order.objects.create(
        user=user,
        payment=payment,
        email=EMAIL,
        currency=_CURRENCY,
        total_minor=total,
        status=OrderStatus.PAID,
        placed_at=moment,
        paid_at=moment,
        shipping_name=user.name,
        shipping_phone="+2348031234567",
        shipping_line1="5 Balogun Street",
        shipping_city="Lagos",
        shipping_country="NG",
    )


def _part(order: Order, shop: UUID, position: int, bought: list[Any]) -> None:
    part = VendorOrder.objects.create(
        order=order,
        vendor_id=shop,
        position=position,
        status=VendorOrderStatus.PAID,
        total_minor=sum(variant.minor for variant in bought),
    )
    OrderLine.objects.bulk_create(
        OrderLine(
            vendor_order=part,
            variant=variant,
            sku=variant.sku,
            product_name=variant.product.name,
            variant_name=variant.name,
            quantity=1,
            unit_price_minor=variant.minor,
        )
        for variant in bought
    )
