"""Change how many of a line are wanted; this also accepts its present price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.checkout.locked_cart import check_quantity, open_cart, touch
from fashionistar.checkout.models import Cart, CartLine
from fashionistar.checkout.problems import price_now
from fashionistar.checkout.selectors import cart_lines
from fashionistar.checkout.specified_lines import is_agreed, renew
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line's new quantity; `line_id` is None when the client's id was not one of a line."""

    line_id: UUID | None
    quantity: int


@transaction.atomic(durable=True)
def cart_lines_update(*, actor: Actor, cart_id: UUID, lines: Sequence[LineChange], now: datetime) -> Cart:
    """Set quantities (1 to 999) and take the present prices as seen, and what making to measure costs and takes now.

    All lines, or none.

    Raises:
        DomainError: NOT_FOUND, CART_COMPLETED, CART_MERGED, REQUIRED, INVALID, or STATUS_CONFLICT: another quantity of
            what was agreed on with the shop.
    """
    cart = open_cart(actor, cart_id)
    if not lines:
        raise refuse(ErrorCode.REQUIRED, "Give at least one line.", "lines")
    rows = {row.pk: row for row in cart_lines([cart.pk])}
    changed: list[CartLine] = []
    for index, change in enumerate(lines):
        check_quantity(change.quantity, "lines", str(index), "quantity")
        row = rows.get(change.line_id) if change.line_id else None
        if row is None:
            raise refuse(ErrorCode.NOT_FOUND, "The cart has no such line.", "lines", str(index), "lineId")
        if row.quantity != change.quantity and is_agreed(row):
            message = "How many was agreed on with the shop. Ask it for another offer."
            raise refuse(ErrorCode.STATUS_CONFLICT, message, "lines", str(index), "quantity")
        row.quantity = change.quantity
        row.seen_price_minor = price_now(row)
        renew(row)
        changed.append(row)
    CartLine.objects.bulk_update(changed, ["quantity", "seen_price_minor"])
    return touch(cart, actor=actor, now=now)
