"""Turn a cart into an order: check again under locks, hold the stock, place the order, create the payment."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.addresses import PostalAddress, clean_address
from fashionistar.accounts.identifiers import clean_email
from fashionistar.accounts.locked_user import locked_user
from fashionistar.accounts.models import User
from fashionistar.accounts.saved_addresses import own_address, postal
from fashionistar.checkout.events import CartCompleted
from fashionistar.checkout.locked_cart import locked_cart
from fashionistar.checkout.models import Cart, CartLine, CartStatus
from fashionistar.checkout.problems import cart_problems, shortage_message
from fashionistar.checkout.selectors import cart_lines
from fashionistar.inventory.services.stock_hold import stock_hold
from fashionistar.inventory.stock_moves import InsufficientStockError
from fashionistar.kernel import idempotency, outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.orders.models import Order
from fashionistar.orders.services.order_pay import order_pay
from fashionistar.orders.services.order_place import Item, order_place
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.services.payment_create import payment_create
from fashionistar.wallets.services.tenders_set_aside import tenders_set_aside
from fashionistar.wallets.spending import NOTHING, PayFrom, Source, sources_lock


@transaction.atomic(durable=True)
def checkout_complete(
    *,
    actor: Actor,
    cart_id: UUID,
    email: str,
    shipping_address: PostalAddress | None,
    shipping_address_id: UUID | None = None,
    pay_from: PayFrom = NOTHING,
    gateways: Gateways,
    once: Once,
    now: datetime,
) -> Order:
    """Complete the cart; the order's stock is held for `STOCK_HOLD_LIFETIME` from `now`.

    It goes to an address, or to one that the actor keeps, of which the order has a copy then.

    What `pay_from` names pays as much as it can, and is set aside. For the rest a payment is created but not yet opened
    at the gateway: `payment_initialize` follows outside the transaction. Where there is no rest, the order is paid at
    once, with no payment.

    Raises:
        DomainError: An idempotency fault; UNAUTHENTICATED: the account is gone; NOT_FOUND: no such cart, or no such
            address of hers; INVALID or REQUIRED for email and address; or what the cart's `problems` say: CART_EMPTY,
            CART_COMPLETED, CART_MERGED, VARIANT_UNAVAILABLE, CURRENCY_NOT_SOLD, INSUFFICIENT_STOCK, PRICE_CHANGED,
            LEAD_TIME_CHANGED;
            or what `sources_lock` says of wallet and cards: INSUFFICIENT_FUNDS, STEP_UP_REQUIRED, RATE_LIMITED; or
            GATEWAY_REJECTED: no gateway takes the currency there.
            Nothing has changed then.
    """
    if (done := idempotency.claim(once)) is not None:
        return Order.objects.select_related("payment").get(pk=done)
    user = None if actor.user_id is None else locked_user(actor)
    email, address = clean_email(email), _address(user, shipping_address, shipping_address_id)
    cart = locked_cart(actor, cart_id)
    lines = cart_lines([cart.pk])
    if problems := cart_problems(cart, lines):
        raise DomainError(*(problem.as_fault() for problem in problems))
    items = [_item(line) for line in lines]
    total = Money(sum(item.quantity * item.unit_price_minor for item in items), cart.currency)
    sources = sources_lock(actor, pay_from, currency=total.currency, total=total.minor, now=now)
    stored = Money(sum(source.minor for source in sources), total.currency)
    payment = None
    if rest := total.minor - stored.minor:
        amount = Money(rest, total.currency)
        payment = payment_create(amount=amount, email=email, country=address.country, gateways=gateways, now=now)
    order = order_place(actor=actor, payment=payment, email=email, stored=stored, items=items, address=address, now=now)
    _set_aside(order, sources, actor=actor, now=now)
    Cart.objects.filter(pk=cart.pk).update(status=CartStatus.COMPLETED, order=order, updated_at=now)
    outbox.record(CartCompleted(cart_id=cart.pk), actor=actor)
    idempotency.settle(once, result=order.pk)
    # Last, for everybody else who wants one of these units waits from here until the commit.
    _hold(order, lines, now=now)
    return order_pay(order_id=order.pk, now=now) if payment is None else order


def _set_aside(order: Order, sources: Sequence[Source], *, actor: Actor, now: datetime) -> None:
    if not sources:
        return
    parts = dict(order.vendor_orders.filter(stored_value_minor__gt=0).values_list("pk", "stored_value_minor"))
    tenders_set_aside(purchase=order.pk, sources=sources, parts=parts, currency=order.currency, actor=actor, now=now)


def _address(user: User | None, given: PostalAddress | None, saved: UUID | None) -> PostalAddress:
    if given is not None and saved is not None:
        raise refuse(ErrorCode.INVALID, "Give an address or the id of a saved one, not both.", "shippingAddressId")
    if saved is not None:
        return postal(own_address(user, saved, "shippingAddressId"))
    if given is None:
        raise refuse(ErrorCode.REQUIRED, "Say where it goes: an address, or a saved one's id.", "shippingAddress")
    return clean_address(given, "shippingAddress")


def _item(line: CartLine) -> Item:
    variant = line.variant
    if line.seen_price_minor is None:
        raise RuntimeError("a cart without problems has a line without a price")
    return Item(
        variant_id=variant.pk,
        vendor_id=variant.product.vendor_id,
        sku=variant.sku,
        product_name=variant.product.name,
        variant_name=variant.name,
        quantity=line.quantity,
        unit_price_minor=line.seen_price_minor,
        specification_id=line.specification_id,
    )


def _hold(order: Order, lines: Sequence[CartLine], *, now: datetime) -> None:
    """Hold the units of what is in stock; the hold, which may be empty, is also what the order expires by."""
    try:
        stock_hold(
            reference=order.pk,
            quantities={line.variant_id: line.quantity for line in lines if line.specification_id is None},
            expires_at=now + settings.STOCK_HOLD_LIFETIME,
        )
    except InsufficientStockError as error:
        names = {line.variant_id: f"{line.variant.product.name} ({line.variant.name})" for line in lines}
        raise DomainError(
            *(
                Fault(
                    ErrorCode.INSUFFICIENT_STOCK,
                    shortage_message(names[shortage.variant_id], shortage.available),
                    ("cartId",),
                )
                for shortage in error.shortages
            )
        ) from error
