"""Begin a cart."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from fashionistar.checkout.events import CartUpdated
from fashionistar.checkout.locked_cart import cart_of
from fashionistar.checkout.models import Cart
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
    cart = cart_of(actor, currency)
    if lines:
        add_lines(cart, lines)
        outbox.record(CartUpdated(cart_id=cart.pk), actor=actor)
    return cart
