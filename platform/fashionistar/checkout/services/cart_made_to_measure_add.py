"""Put something into a cart that is made to measure."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.checkout.locked_cart import open_cart
from fashionistar.checkout.models import Cart
from fashionistar.checkout.problems import is_sold_in
from fashionistar.checkout.specified_lines import specified_line
from fashionistar.kernel import idempotency
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.products.models import Variant
from fashionistar.products.selectors import buyable_variants
from fashionistar.tailoring.models import Offering
from fashionistar.tailoring.selectors import offering_of
from fashionistar.tailoring.specifying import body_of, specification_make
from fashionistar.tailoring.styles import Chosen, style_of


@transaction.atomic(durable=True)
def cart_made_to_measure_add(
    *,
    actor: Actor,
    cart_id: UUID,
    variant_id: UUID | None,
    profile_id: UUID,
    chosen: Chosen,
    quantity: int,
    note: str,
    once: Once,
    now: datetime,
) -> Cart:
    """Freeze what counts now of a profile that the actor may read, with what she chose, as a line of its own.

    Args:
        actor: A user, in whose own cart it is put.
        cart_id: Which cart.
        variant_id: Of what is made; None when the client's id was not one of a variant.
        profile_id: Whose body it is for.
        chosen: Style options and fabric.
        quantity: How many alike, from 1 to 999.
        note: What the tailor should know besides.
        once: The client's key.
        now: The time.

    Raises:
        DomainError: An idempotency fault; UNAUTHENTICATED for a guest; NOT_FOUND (cart or profile), CART_COMPLETED,
            CART_MERGED, CART_FULL; VARIANT_UNAVAILABLE: not on sale, or not made to measure; CURRENCY_NOT_SOLD;
            REQUIRED: something that nobody has measured, or a choice; INVALID.
    """
    if actor.user_id is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first: measurements are kept in your account.")
    if (done := idempotency.claim(once)) is not None:
        return Cart.objects.get(pk=done)
    cart = open_cart(actor, cart_id)
    if cart.user_id != actor.user_id:
        raise refuse(ErrorCode.INVALID, "This is a guest's cart. Make it yours first: cartMerge.", "cartId")
    variant, offering = _offered(variant_id, cart.currency)
    style = style_of(offering, chosen, cart.currency)
    body = body_of(actor, profile_id, offering.terms, "profileId")
    specification = specification_make(
        user_id=actor.user_id, variant=variant, currency=cart.currency, body=body, style=style, note=note
    )
    specified_line(cart, specification, quantity=quantity, actor=actor, now=now)
    idempotency.settle(once, result=cart.pk)
    return cart


def _offered(variant_id: UUID | None, currency: str) -> tuple[Variant, Offering]:
    variant: Variant | None = buyable_variants([variant_id]).first() if variant_id else None
    if variant is None:
        raise refuse(ErrorCode.VARIANT_UNAVAILABLE, "There is no such variant on sale.", "variantId")
    offering = offering_of(variant.product_id)
    if offering is None:
        message = f"{variant.product.name} is not made to measure."
        raise refuse(ErrorCode.VARIANT_UNAVAILABLE, message, "variantId")
    if not is_sold_in(variant, currency):
        vendor = variant.product.vendor
        message = f"{vendor.name} does not sell {variant.product.name} in {currency}."
        raise refuse(ErrorCode.CURRENCY_NOT_SOLD, message, "variantId")
    return variant, offering
