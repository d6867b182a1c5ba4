"""Shopping for tests: carts and orders through the use-cases, faults as they came, and all rows of all tables."""

from functools import cache
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import connection
from django.utils import timezone

from fashionistar.accounts.addresses import PostalAddress
from fashionistar.accounts.models import AuditEntry, Session, User
from fashionistar.checkout.models import Cart
from fashionistar.checkout.services.cart_create import cart_create
from fashionistar.checkout.services.cart_lines_add import NewLine
from fashionistar.checkout.services.checkout_complete import checkout_complete
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import CurrencyCode
from fashionistar.orders.models import Order
from fashionistar.payments.gateway_words import GatewayStatus, Verification
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.models import Payment
from fashionistar.payments.services.payment_verify import payment_settle
from fashionistar.products.models import Variant
from fashionistar.wallets.spending import NOTHING, PayFrom
from tests.people import acting
from tests.wire.client import Answer, gid

HOME = PostalAddress(
    name="Dami Odu",
    phone="+254712345678",
    line1="12 Moi Avenue",
    line2="",
    city="Nairobi",
    region="",
    postal_code="",
    country="KE",
)


def everything() -> dict[str, list[str]]:
    """Every row of every table of ours; equal before and after means that nothing happened.

    Sessions and the audit log are left out: they note that somebody came, whatever she was told.
    """
    with connection.cursor() as cursor:
        cursor.execute(_everything())
        return dict(cursor.fetchall())


@cache
def _everything() -> str:
    """One statement, for there are many tables, and tests that ask."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("fashionistar.")]
    return " UNION ALL ".join(
        f"SELECT '{model.__name__}', coalesce(array_agg(t::text ORDER BY t::text), '{{}}') "
        f"FROM {connection.ops.quote_name(model._meta.db_table)} t"
        for model in ours
        if model not in {Session, AuditEntry}
    )


def line(variant: Variant, quantity: int = 1) -> dict[str, Any]:
    """A line as the wire takes it."""
    return {"variantId": gid(variant), "quantity": quantity}


def cart_of(user: User | None, *lines: tuple[Variant, int], currency: str = "NGN") -> Cart:
    """A cart of a user, or of a guest."""
    new_lines = [NewLine(variant_id=variant.pk, quantity=quantity) for variant, quantity in lines]
    return cart_create(actor=acting(user), currency=CurrencyCode(currency), lines=new_lines, now=timezone.now())


def order_of(
    user: User | None, *lines: tuple[Variant, int], currency: str = "NGN", pay_from: PayFrom = NOTHING
) -> Order:
    """An order that waits for its payment, if stored value does not pay it; no gateway has heard of it."""
    return order_from(cart_of(user, *lines, currency=currency), pay_from=pay_from)


def order_from(cart: Cart, *, pay_from: PayFrom = NOTHING) -> Order:
    """The order that a cart becomes."""
    once = Once.over(scope=str(cart.pk), operation="checkoutComplete", key=str(uuid4()), given=None)
    return checkout_complete(
        actor=acting(cart.user),
        cart_id=cart.pk,
        email="dami@example.com",
        shipping_address=HOME,
        pay_from=pay_from,
        gateways=configured_gateways(),
        once=once,
        now=timezone.now(),
    )


def settled(order: Order) -> Payment:
    """The gateway's word that the order's payment succeeded; run the relay for what follows from it."""
    payment = order.payment
    assert payment is not None
    word = Verification(
        reference=payment.reference,
        status=GatewayStatus.SUCCESS,
        amount_minor=payment.amount_minor,
        requested_amount_minor=payment.amount_minor,
        fee_minor=77_500,
        currency=payment.currency,
        transaction_id="4099260516",
        paid_at=timezone.now(),
        channel="card",
        message="Successful",
    )
    return payment_settle(reference=payment.reference, verification=word, now=timezone.now())


def payload(answer: Answer) -> dict[str, Any]:
    """The payload of the answer's one root field."""
    (found,) = answer.data.values()
    return found


def faults(answer: Answer) -> list[tuple[str, list[str] | None]]:
    """Code and field of each of the payload's `userErrors`."""
    return [(error["code"], error["field"]) for error in payload(answer)["userErrors"]]


def refusals(answer: Answer) -> list[str]:
    """The codes of the top-level errors; each carries the request's id."""
    assert all(error["extensions"]["requestId"] == answer.headers["X-Request-Id"] for error in answer["errors"])
    return [error["extensions"]["code"] for error in answer["errors"]]
