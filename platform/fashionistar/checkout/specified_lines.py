"""Lines of what is made to measure, in a locked, open cart; also for others who agreed on something with a buyer."""

from datetime import datetime
from uuid import UUID

from fashionistar.checkout.locked_cart import check_quantity, check_room, touch
from fashionistar.checkout.models import Cart, CartLine, CartStatus
from fashionistar.checkout.problems import offering_on
from fashionistar.checkout.selectors import specified_price
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.tailoring.models import Specification
from fashionistar.tailoring.specifying import specification_renew, specifications_drop


def specified_line(cart: Cart, specification: Specification, *, quantity: int, actor: Actor, now: datetime) -> CartLine:
    """Put so many pieces of a specification into the cart of whoever buys it, at the price that they have now.

    Args:
        cart: Of the specification's user and in its currency; `cart_of` locks one.
        specification: Which stands in no cart; its variant is there.
        quantity: From 1 to 999.
        actor: Who does it.
        now: The time.

    Raises:
        DomainError: INVALID, CART_FULL; CURRENCY_NOT_SOLD: the cart is in another currency.
    """
    check_quantity(quantity, "quantity")
    if specification.currency != cart.currency:
        message = f"It is specified in {specification.currency}, and the cart is in {cart.currency}."
        raise refuse(ErrorCode.CURRENCY_NOT_SOLD, message, "cartId")
    check_room(CartLine.objects.filter(cart=cart).count() + 1, "cartId")
    seen = Specification.objects.filter(pk=specification.pk).values_list(specified_price(), flat=True).get()
    line = CartLine(
        cart=cart,
        variant=specification.variant,
        specification=specification,
        quantity=quantity,
        seen_price_minor=seen,
    )
    line.save(force_insert=True)
    touch(cart, actor=actor, now=now)
    return line


def specified_line_remove(specification_id: UUID, *, actor: Actor, now: datetime) -> bool:
    """Take what was specified out of the open cart in which it stands; False where it is ordered, or in no cart."""
    place = CartLine.objects.filter(specification=specification_id).values("cart")
    cart = Cart.objects.filter(pk__in=place).select_for_update(of=("self",)).first()
    if cart is None or cart.status != CartStatus.OPEN:
        return False
    gone, _ = CartLine.objects.filter(cart=cart, specification=specification_id).delete()
    touch(cart, actor=actor, now=now)
    return gone > 0


def is_agreed(line: CartLine) -> bool:
    """Whether price and quantity were agreed on with the shop."""
    return line.specification is not None and line.specification.agreed_price_minor is not None


def renew(line: CartLine) -> None:
    """Accept what making it to measure costs and takes now, for a line that `cart_lines` has read.

    What is no longer made so stays as it is, and a problem of the cart.
    """
    before, offering = line.specification, offering_on(line)
    if before is None or before.agreed_price_minor is not None or offering is None:
        return
    made = specification_renew(before, offering)
    if made is None:
        return
    if line.seen_price_minor is not None:
        line.seen_price_minor += made.surcharge_minor - before.surcharge_minor
    line.specification = made
    line.save(update_fields=["specification"])
    specifications_drop([before.pk])
