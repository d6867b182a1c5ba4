"""How every cart use-case begins: the cart, visible to the actor, locked and open."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fashionistar.checkout.events import CartUpdated
from fashionistar.checkout.models import Cart, CartStatus
from fashionistar.checkout.problems import cart_problems
from fashionistar.checkout.selectors import visible_carts
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, refuse
from fashionistar.kernel.money import CurrencyCode

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


def cart_of(actor: Actor, currency: CurrencyCode) -> Cart:
    """Lock a user's open cart in a currency, made now if there is none; a guest's is a new one each time."""
    return _open_one(actor, currency) or _make(actor, currency)


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


def touch(cart: Cart, *, actor: Actor, now: datetime) -> Cart:
    """Note that the cart changed, and tell those who watch it."""
    cart.updated_at = now
    cart.save(update_fields=["updated_at"])
    outbox.record(CartUpdated(cart_id=cart.pk), actor=actor)
    return cart


def check_room(lines: int, *field: str) -> None:
    """Refuse more lines than a cart holds.

    Raises:
        DomainError: CART_FULL.
    """
    if lines > MAX_LINES:
        raise refuse(ErrorCode.CART_FULL, f"A cart holds at most {MAX_LINES} lines.", *field)


def check_quantity(quantity: int, *field: str) -> None:
    """Refuse a quantity outside 1 to 999.

    Raises:
        DomainError: INVALID.
    """
    if not 1 <= quantity <= MAX_QUANTITY:
        raise refuse(ErrorCode.INVALID, f"A quantity is a whole number from 1 to {MAX_QUANTITY}.", *field)
