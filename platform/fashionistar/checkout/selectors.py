"""Reads of carts; their tenant scope."""

from uuid import UUID

from django.db.models import Q, QuerySet

from fashionistar.checkout.models import Cart, CartLine
from fashionistar.kernel.actor import Actor


def visible_carts(actor: Actor, queryset: QuerySet[Cart] | None = None) -> QuerySet[Cart]:
    """The actor's own carts, and guests' carts for whoever knows their unguessable id."""
    carts = Cart.objects.all() if queryset is None else queryset
    if actor.is_authenticated:
        return carts.filter(Q(user_id=actor.user_id) | Q(user__isnull=True))
    return carts.filter(user__isnull=True)


def lines_to_judge(lines: QuerySet[CartLine]) -> QuerySet[CartLine]:
    """Lines with all that judging them needs: product, vendor, prices and stock; two statements."""
    return lines.select_related("variant__product__vendor", "variant__stock").prefetch_related("variant__prices")


def cart_lines(cart_id: UUID) -> list[CartLine]:
    """The lines of a cart, ready to be judged."""
    return list(lines_to_judge(CartLine.objects.filter(cart_id=cart_id)))
