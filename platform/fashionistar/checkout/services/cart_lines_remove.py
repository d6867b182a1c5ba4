"""Take lines out of a cart."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.checkout.locked_cart import open_cart, touch
from fashionistar.checkout.models import Cart, CartLine
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.tailoring.specifying import specifications_drop


@transaction.atomic(durable=True)
def cart_lines_remove(*, actor: Actor, cart_id: UUID, line_ids: Sequence[UUID | None], now: datetime) -> Cart:
    """Remove lines, all or none; a None stands for an id that was not one of a line.

    Raises:
        DomainError: NOT_FOUND, CART_COMPLETED, CART_MERGED or REQUIRED.
    """
    cart = open_cart(actor, cart_id)
    if not line_ids:
        raise refuse(ErrorCode.REQUIRED, "Give at least one line.", "lineIds")
    present = dict(CartLine.objects.filter(cart=cart).values_list("pk", "specification"))
    for index, line_id in enumerate(line_ids):
        if line_id not in present:
            raise refuse(ErrorCode.NOT_FOUND, "The cart has no such line.", "lineIds", str(index))
    gone = [line_id for line_id in line_ids if line_id]
    CartLine.objects.filter(cart=cart, pk__in=gone).delete()
    specifications_drop(present[line_id] for line_id in gone)
    return touch(cart, actor=actor, now=now)
