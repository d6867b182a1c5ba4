"""Put variants into a cart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.checkout.locked_cart import check_quantity, check_room, open_cart, touch
from fashionistar.checkout.models import Cart, CartLine
from fashionistar.checkout.problems import is_sold_in, price_of
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.products.models import Variant
from fashionistar.products.selectors import buyable_variants


@dataclass(frozen=True, slots=True)
class NewLine:
    """So many of a variant; `variant_id` is None when the client's id was not one of a variant."""

    variant_id: UUID | None
    quantity: int


@transaction.atomic(durable=True)
def cart_lines_add(*, actor: Actor, cart_id: UUID, lines: Sequence[NewLine], now: datetime) -> Cart:
    """Add lines; a variant that is in the cart already gets more of it. All lines, or none.

    Raises:
        DomainError: NOT_FOUND, CART_COMPLETED, CART_MERGED; REQUIRED, CART_FULL, INVALID, VARIANT_UNAVAILABLE or
            CURRENCY_NOT_SOLD for lines.
    """
    cart = open_cart(actor, cart_id)
    if not lines:
        raise refuse(ErrorCode.REQUIRED, "Give at least one line.", "lines")
    add_lines(cart, lines)
    return touch(cart, actor=actor, now=now)


def add_lines(cart: Cart, lines: Sequence[NewLine]) -> None:
    """Add lines to a locked, open cart; raises as `cart_lines_add`."""
    if not lines:
        return
    for index, line in enumerate(lines):
        check_quantity(line.quantity, "lines", str(index), "quantity")
    variants = {v.pk: v for v in buyable_variants(line.variant_id for line in lines if line.variant_id)}
    faults = [fault for i, line in enumerate(lines) if (fault := _fault(line, i, variants, cart.currency))]
    if faults:
        raise DomainError(*faults)
    present = list(CartLine.objects.filter(cart=cart).select_for_update(of=("self",)))
    existing = {line.variant_id: line for line in present if line.specification_id is None}
    specified = len(present) - len(existing)
    for index, line in enumerate(lines):
        _merge(existing, cart, line, index, variants)
    check_room(len(existing) + specified, "lines")
    CartLine.objects.bulk_create(
        existing.values(),
        update_conflicts=True,
        unique_fields=["cart", "variant", "specification"],
        update_fields=["quantity", "seen_price_minor"],
    )


def _fault(line: NewLine, index: int, variants: dict[UUID, Variant], currency: str) -> Fault | None:
    field = ("lines", str(index), "variantId")
    variant = variants.get(line.variant_id) if line.variant_id else None
    if variant is None:
        return Fault(ErrorCode.VARIANT_UNAVAILABLE, "There is no such variant on sale.", field)
    if not is_sold_in(variant, currency):
        vendor = variant.product.vendor
        sold = ", ".join(vendor.currencies)
        return Fault(
            ErrorCode.CURRENCY_NOT_SOLD,
            f"{vendor.name} does not sell {variant.product.name} in {currency}, only in {sold}.",
            field,
        )
    return None


def _merge(
    existing: dict[UUID, CartLine], cart: Cart, line: NewLine, index: int, variants: dict[UUID, Variant]
) -> None:
    if line.variant_id is None:
        return
    price = price_of(variants[line.variant_id], cart.currency)
    row = existing.get(line.variant_id)
    if row is None:
        row = existing[line.variant_id] = CartLine(cart=cart, variant_id=line.variant_id, quantity=0)
    row.quantity += line.quantity
    row.seen_price_minor = price
    check_quantity(row.quantity, "lines", str(index), "quantity")
