"""How every cart use-case begins: the cart, visible to the actor, locked and open."""

from datetime import datetime
from uuid import UUID

from fashionistar.checkout.events import CartUpdated
from fashionistar.checkout.models import Cart
from fashionistar.checkout.problems import cart_problems
from fashionistar.checkout.selectors import visible_carts
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, refuse

MAX_LINES = 100
MAX_QUANTITY = 999


def locked_cart(actor: Actor, cart_id: UUID) -> Cart:
    """Lock a cart for the rest of the transaction.

    Raises:
        DomainError: NOT_FOUND, also when it is another's.
    """
    cart = visible_carts(actor).select_for_update(of=("self",)).filter(pk=cart_id).first()
    if cart is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such cart.", "cartId")
    return cart


def open_cart(actor: Actor, cart_id: UUID) -> Cart:
    """Lock a cart that can still change.

    Raises:
        DomainError: NOT_FOUND, CART_COMPLETED or CART_MERGED.
    """
    cart = locked_cart(actor, cart_id)
    if cart.status != "OPEN":
        raise DomainError(*(problem.as_fault() for problem in cart_problems(cart, [])))
    return cart


def touch(cart: Cart, *, actor: Actor, now: datetime) -> Cart:
    """Note that the cart changed, and tell those who watch it."""
    cart.updated_at = now
    cart.save(update_fields=["updated_at"])
    outbox.record(CartUpdated(cart_id=cart.pk), actor=actor)
    return cart


def check_quantity(quantity: int, *field: str) -> None:
    """Refuse a quantity outside 1 to 999.

    Raises:
        DomainError: INVALID.
    """
    if not 1 <= quantity <= MAX_QUANTITY:
        raise refuse(ErrorCode.INVALID, f"A quantity is a whole number from 1 to {MAX_QUANTITY}.", *field)
