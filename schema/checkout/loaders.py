"""What is batched over carts."""

from uuid import UUID

from fashionistar.checkout.models import Cart, CartLine
from fashionistar.checkout.problems import CartProblem, cart_problems
from fashionistar.checkout.selectors import cart_lines
from schema.lib.context import WireContext
from schema.lib.threads import in_thread


async def _problems(carts: list[Cart]) -> list[list[CartProblem]]:
    """One statement for the lines of all of them."""
    lines: dict[UUID, list[CartLine]] = {cart.pk: [] for cart in carts}
    for line in await in_thread(lambda: cart_lines(lines)):
        lines[line.cart_id].append(line)
    return [cart_problems(cart, lines[cart.pk]) for cart in carts]


async def problems_of(context: WireContext, cart: Cart) -> list[CartProblem]:
    """What stands in the way of a cart's checkout."""
    return await context.batched(_problems).load(cart)
