"""Begin a cart."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from fashionistar.checkout.events import CartUpdated
from fashionistar.checkout.models import Cart, CartStatus
from fashionistar.checkout.services.cart_lines_add import NewLine, add_lines
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.money import CurrencyCode


@transaction.atomic(durable=True)
def cart_create(*, actor: Actor, currency: CurrencyCode, lines: Sequence[NewLine], now: datetime) -> Cart:
    """Create a cart in one currency, perhaps with lines; a user who has an open one in it gets that one.

    Raises:
        DomainError: A line was refused; see `cart_lines_add`. No cart is made then.
    """
    cart = _open_one(actor, currency) or _make(actor, currency)
    if lines:
        add_lines(cart, lines)
        outbox.record(CartUpdated(cart_id=cart.pk), actor=actor)
    return cart


def _open_one(actor: Actor, currency: CurrencyCode) -> Cart | None:
    if actor.user_id is None:
        return None
    mine = Cart.objects.filter(user_id=actor.user_id, currency=currency, status=CartStatus.OPEN)
    return mine.select_for_update(of=("self",)).first()


def _make(actor: Actor, currency: CurrencyCode) -> Cart:
    try:
        with transaction.atomic():
            return Cart.objects.create(user_id=actor.user_id, currency=currency)
    except IntegrityError:
        # Another device of the same user made it just now.
        return Cart.objects.select_for_update(of=("self",)).get(
            user=actor.user_id, currency=currency, status=CartStatus.OPEN
        )
