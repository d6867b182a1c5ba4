"""A small market with something of everything: every state, every text that JSON or SQL could trip over."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction, Session, User
from fashionistar.checkout.models import Cart, CartLine, CartStatus
from fashionistar.kernel.request import Client, client_scope
from fashionistar.orders.models import Order, OrderLine, OrderStatus, VendorOrder, VendorOrderStatus
from fashionistar.payments.models import Dispute, DisputeStatus, Payment, PaymentAttempt, PaymentStatus
from fashionistar.products.models import (
    Category,
    Collection,
    Media,
    OptionValue,
    Product,
    ProductOption,
    ProductStatus,
    Variant,
    VariantPrice,
)
from fashionistar.vendors.models import Vendor, VendorMember, VendorRole
from tests.checkout.shopping import HOME
from tests.factories.catalogue import brand, category, garment
from tests.people import People, session_of
from tests.projection.market_addresses import give_addresses
from tests.projection.market_chat import chatter
from tests.projection.market_factors import give_factors
from tests.projection.market_measurements import take_measure
from tests.projection.market_offers import haggle
from tests.projection.market_payouts import pay_out
from tests.projection.market_reconciliation import reconcile
from tests.projection.market_roles import give_roles
from tests.projection.market_settlements import settle
from tests.projection.market_tailoring import sew
from tests.projection.market_wallets import keep_money
from tests.projection.market_webhooks import tell_the_world

#: Quotes, backslashes, control characters, percent signs, many scripts.
TEXTS = (
    "Agbada",
    'The "Senator" \\ set',
    "Ada's 100%% lace, 50%s off",
    "line\none\ttwo\r\n\x7f\x1f\b\f end",
    "Ìró àti bùbá · ዳሺኪ · 和服 · قفطان",
    "👗🇳🇬 e\u0301 \u2028\u2029 </script>",
    "{'a': %(b)s} $1 ?",
    "",
    " spaces  \x01\x02",
    "\ufeff\u200b\ue000\uffff\U0010ffff",
)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
_MOMENTS = (
    NOON,
    NOON + timedelta(microseconds=1),
    NOON + timedelta(days=1, milliseconds=120),
    NOON - timedelta(days=9),
)


@dataclass
class Market:
    """What was put up, and who comes to it."""

    people: People
    admin: User
    variants: list[Variant] = field(default_factory=list)
    serial: Any = field(default_factory=lambda: count(1))

    def text(self) -> str:
        """The next text."""
        return TEXTS[next(self.serial) % len(TEXTS)]

    def moment(self) -> datetime:
        """The next moment; they repeat."""
        return _MOMENTS[next(self.serial) % len(_MOMENTS)]


def put_up(people: People) -> Market:
    """Everything, in the database of the test."""
    admin = User.objects.create_superuser(email="root@example.com", phone="+2348031234567", name="Root")
    market = Market(people, admin)
    _shops(market)
    _catalogue(market)
    _carts(market)
    _orders(market)
    _devices(market)
    give_factors(people, admin, TEXTS, NOON)
    give_addresses(people, TEXTS)
    give_roles(people, admin, TEXTS, NOON)
    take_measure(people, TEXTS, NOON)
    sew(people, TEXTS, NOON)
    keep_money(people, TEXTS)
    tell_the_world(people, market.admin, TEXTS)
    pay_out(people, TEXTS)
    reconcile(TEXTS, NOON)
    chatter(people, admin, TEXTS, NOON)
    haggle(people, TEXTS, NOON)
    return market


def _devices(market: Market) -> None:
    """Sessions that go on and one that has ended, and what the log says of them."""
    for number, user in enumerate((market.people.dami, market.people.dami, market.people.ada, market.admin)):
        session = session_of(user, age=timedelta(hours=number))
        with client_scope(Client("2001:db8::1" if number else None, TEXTS[number])):
            note(AuditAction.SIGNED_IN, user_id=user.pk, session_id=session.pk, how="password", number=number)
    Session.objects.filter(pk=session.pk).update(ended_at=session.created_at, end="REVOKED")


def _shops(market: Market) -> None:
    people = market.people
    assert people.bisi
    assert people.cleo
    Vendor.objects.filter(pk=people.atelier.pk).update(description=TEXTS[3])
    for number, name in enumerate(("Ada's Atelier", "Zuri", TEXTS[1], TEXTS[4])):
        Vendor.objects.create(
            slug=f"shop-{number}",
            name=name,
            description=TEXTS[number],
            city="Kisumu",
            country="KE",
            currency="KES",
            currencies=["KES"] if number % 2 else ["USD", "KES", "ZAR"],
        )
    zuri = Vendor.objects.get(slug="shop-1")
    VendorMember.objects.create(vendor=zuri, user=people.ada, role=VendorRole.MANAGER)
    VendorMember.objects.create(vendor=people.atelier, user=market.admin, role=VendorRole.STAFF)


def _categories() -> list[Category]:
    women = category("women")
    dresses = category("dresses", women)
    gowns = category("gowns", dresses)
    bridal = category("bridal", gowns)
    others = [category("robes", women), category("men"), category("unisex")]
    Category.objects.filter(slug="men").update(position=1, name=TEXTS[1])
    Category.objects.filter(slug="unisex").update(position=1, name=TEXTS[2])
    return [women, dresses, gowns, bridal, *others]


def _catalogue(market: Market) -> None:
    people, categories = market.people, _categories()
    shops = [people.atelier, people.boutique, Vendor.objects.get(slug="shop-1")]
    collections = [
        Collection.objects.create(slug=slug, name=TEXTS[number + 4], description=market.text())
        for number, slug in enumerate(("aso-ebi", "harmattan", "empty"))
    ]
    prices = ({"NGN": 45_000_00, "USD": 1}, {"KES": 999_99}, {"GHS": 5, "NGN": 45_000_00, "ZAR": 10**12}, {"USD": 3})
    statuses = (ProductStatus.PUBLISHED,) * 3 + (ProductStatus.DRAFT, ProductStatus.ARCHIVED)
    for number in range(15):
        variant = garment(
            shops[number % 3],
            TEXTS[number % 7],
            stock=number % 4,
            prices=prices[number % 4],
            sizes=("M", "L", TEXTS[1])[: number % 3 + 1],
            status=statuses[number % 5],
            category=categories[number % 7],
            brand=(None, brand("ada-lagos"), brand("house-of-lagos"))[number % 3],
            description=market.text(),
            made_to_measure=number % 2 == 0,
            size_guide=_size_guide(number),
        )
        variant.product.collections.add(*collections[: number % 3])
        _vary(market, variant, number)
    Product.objects.filter(status=ProductStatus.DRAFT, made_to_measure=True).update(published_at=None)


def _size_guide(number: int) -> dict[str, Any]:
    return ({}, {"M": {"chest": "96-100", TEXTS[1]: [1, 2.5, None, True]}, "a": TEXTS[5], "bb": 1.10})[number % 2]


def _vary(market: Market, variant: Variant, number: int) -> None:
    """Take something away from, or add something to, a fresh garment."""
    product = variant.product
    Product.objects.filter(pk=product.pk).update(published_at=market.moment())
    market.variants += product.variants.all()
    if number % 4 == 0:
        VariantPrice.objects.filter(variant__product=product).exclude(variant=variant).delete()
    if number % 5 == 1:
        variant.stock.delete()
    if number % 5 == 2:
        variant.stock.reserved = variant.stock.on_hand
        variant.stock.save()
    if number % 3 == 0:
        colour = ProductOption.objects.create(product=product, name=TEXTS[4], position=number % 2)
        for place, value in enumerate((TEXTS[5], "indigo", TEXTS[1])):
            variant.values.add(OptionValue.objects.create(option=colour, value=value, position=2 - place))
        Media.objects.create(product=product, variant=variant, file="catalogue/no-suffix", alt="", width=1, height=2)
        Media.objects.create(product=product, file="catalogue/a.b.webp", alt=TEXTS[2], position=1, width=9, height=9)


def _carts(market: Market) -> None:
    people, variants = market.people, market.variants
    other = Cart.objects.create(user=people.cleo, currency="KES")
    for number, (user, currency) in enumerate(
        ((people.dami, "NGN"), (people.dami, "KES"), (None, "USD"), (None, "NGN"), (people.ada, "ZAR"))
    ):
        cart = Cart.objects.create(user=user, currency=currency)
        for place in range(number * 2 % 7):
            CartLine.objects.create(
                cart=cart,
                variant=variants[(number * 5 + place * 3) % len(variants)],
                quantity=place % 3 + 1,
                seen_price_minor=(None, 45_000_00, 7)[place % 3],
            )
    CartLine.objects.create(cart=other, variant=variants[0], quantity=1)
    Cart.objects.create(user=people.dami, currency="USD", status=CartStatus.MERGED)


def _orders(market: Market) -> None:
    people = market.people
    states = (
        (people.dami, OrderStatus.PENDING_PAYMENT, VendorOrderStatus.PENDING_PAYMENT, PaymentStatus.PENDING),
        (people.dami, OrderStatus.PAID, VendorOrderStatus.PAID, PaymentStatus.SUCCEEDED),
        (people.dami, OrderStatus.COMPLETED, VendorOrderStatus.DELIVERED, PaymentStatus.SUCCEEDED),
        (None, OrderStatus.PAID, VendorOrderStatus.SHIPPED, PaymentStatus.SUCCEEDED),
        (None, OrderStatus.EXPIRED, VendorOrderStatus.CANCELLED, PaymentStatus.FAILED),
        (people.cleo, OrderStatus.REFUNDED, VendorOrderStatus.CANCELLED, PaymentStatus.REFUNDED),
        (people.ada, OrderStatus.PAID, VendorOrderStatus.PAID, PaymentStatus.SUCCEEDED),
        (people.dami, OrderStatus.PAID, VendorOrderStatus.SHIPPED, PaymentStatus.SUCCEEDED),
    )
    for number, state in enumerate(states):
        order = _order(market, number, *state[:2], state[3])
        for place, vendor in enumerate((people.atelier, people.boutique)[: 1 + number % 2]):
            _part(market, order, vendor, 2 - place, state[2])
    Order.objects.filter(email__startswith="dami3").update(number=123_456_789)


def _order(market: Market, number: int, user: User | None, status: str, paid: str) -> Order:
    moment = market.moment()
    payment = Payment.objects.create(
        reference=f"FS-{number}-{uuid4().hex[:6]}",
        gateway="paystack",
        email="dami@example.com",
        currency=("NGN", "KES")[number % 2],
        amount_minor=number + 1,
        status=paid,
        authorization_url="" if number % 2 else f"https://pay.example.com/?a=%20&b={number}",
        message=market.text(),
        paid_at=moment if paid == PaymentStatus.SUCCEEDED else None,
    )
    done = paid in {PaymentStatus.SUCCEEDED, PaymentStatus.REFUNDED}
    PaymentAttempt.objects.create(
        payment=payment, reference=payment.reference, gateway="paystack", status="SUCCEEDED" if done else "PENDING"
    )
    if done:
        _dispute(market, payment, number)
    return Order.objects.create(
        user=user,
        payment=payment,
        email=f"dami{number}@example.com",
        currency=payment.currency,
        total_minor=10 ** (number + 2) + number,
        status=status,
        placed_at=moment,
        paid_at=payment.paid_at,
        shipping_name=market.text() or "-",
        **{
            f"shipping_{name}": getattr(HOME, name) for name in ("phone", "line1", "line2", "city", "region", "country")
        },
    )


def _dispute(market: Market, payment: Payment, number: int) -> None:
    Dispute.objects.create(
        payment=payment,
        gateway="paystack",
        gateway_id=str(number),
        amount_minor=number + 1,
        currency=payment.currency,
        status=DisputeStatus.values[number % 4],
        reason=market.text(),
        opened_at=market.moment(),
        due_at=market.moment() if number % 2 else None,
        answer="CONTESTED" if number % 3 else "",
    )


def _part(market: Market, order: Order, vendor: Vendor, position: int, status: str) -> None:
    gone = status in {VendorOrderStatus.SHIPPED, VendorOrderStatus.DELIVERED}
    part = VendorOrder.objects.create(
        order=order,
        vendor=vendor,
        position=position,
        status=status,
        total_minor=order.total_minor,
        tracking_number="GIG-1 & co" if gone else "",
        shipped_at=market.moment() if gone else None,
        delivered_at=market.moment() if status == VendorOrderStatus.DELIVERED else None,
    )
    VendorOrder.objects.filter(pk=part.pk).update(created_at=market.moment())
    if order.paid_at:
        settle(part, TEXTS, NOON)
    for place in range(position):
        variant = market.variants[(next(market.serial)) % len(market.variants)]
        OrderLine.objects.create(
            vendor_order=part,
            variant=None if place else variant,
            sku=variant.sku,
            product_name=variant.product.name or "-",
            variant_name=market.text(),
            quantity=place + 1,
            unit_price_minor=99 + place,
        )
