"""A guest signs in: the guest's cart flows into the user's."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.checkout.events import CartMerged
from fashionistar.checkout.locked_cart import MAX_QUANTITY, check_room, open_cart, touch
from fashionistar.checkout.models import Cart, CartLine, CartStatus
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def cart_merge(*, actor: Actor, cart_id: UUID, now: datetime) -> Cart:
    """Make a guest's cart the user's, or add its lines to the user's open cart of the same currency.

    Quantities of the same variant add up, to 999 at most. A cart that is the user's already is returned as it is.

    Raises:
        DomainError: UNAUTHENTICATED for a guest, NOT_FOUND, CART_COMPLETED, CART_MERGED or CART_FULL.
    """
    if actor.user_id is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    guest_cart = open_cart(actor, cart_id)
    if guest_cart.user_id is not None:
        return guest_cart
    mine = (
        Cart.objects.select_for_update(of=("self",))
        .filter(user_id=actor.user_id, currency=guest_cart.currency, status=CartStatus.OPEN)
        .first()
    )
    if mine is None:
        guest_cart.user_id = actor.user_id
        guest_cart.save(update_fields=["user"])
        return touch(guest_cart, actor=actor, now=now)
    _pour(guest_cart, mine)
    guest_cart.status = CartStatus.MERGED
    guest_cart.save(update_fields=["status"])
    outbox.record(CartMerged(cart_id=guest_cart.pk), actor=actor)
    return touch(mine, actor=actor, now=now)


def _pour(source: Cart, target: Cart) -> None:
    # A guest has specified nothing: that wants a profile, and a profile is somebody's.
    present = list(CartLine.objects.filter(cart=target))
    rows = {line.variant_id: line for line in present if line.specification_id is None}
    specified = len(present) - len(rows)
    for line in CartLine.objects.filter(cart=source):
        row = rows.setdefault(line.variant_id, CartLine(cart=target, variant_id=line.variant_id, quantity=0))
        row.quantity = min(row.quantity + line.quantity, MAX_QUANTITY)
        row.seen_price_minor = line.seen_price_minor
    check_room(len(rows) + specified, "cartId")
    CartLine.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["cart", "variant", "specification"],
        update_fields=["quantity", "seen_price_minor"],
    )
