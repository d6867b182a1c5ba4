"""Reads of carts; their tenant scope."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from fashionistar.checkout.models import Cart, CartLine
from fashionistar.kernel.actor import Actor
from fashionistar.products.models import VariantPrice


def visible_carts(actor: Actor, queryset: QuerySet[Cart] | None = None) -> QuerySet[Cart]:
    """The actor's own carts, and guests' carts for people who know their unguessable id; none for services."""
    carts = Cart.objects.all() if queryset is None else queryset
    if actor.is_authenticated:
        return carts.filter(Q(user_id=actor.user_id) | Q(user__isnull=True))
    return carts.none() if actor.is_service else carts.filter(user__isnull=True)


def line_price() -> Subquery:
    """Today's price of a line's variant in its cart's currency, in minor units; null when it is not sold in it."""
    price = VariantPrice.objects.filter(variant=OuterRef("variant"), currency=OuterRef("cart__currency"))
    return Subquery(price.values("amount_minor")[:1])


def cart_lines(cart_ids: Iterable[UUID]) -> list[CartLine]:
    """The lines of carts, in order, with all that judging them needs, in one statement.

    Product, vendor and stock are joined; `price_minor` is `line_price`.
    """
    lines = CartLine.objects.filter(cart_id__in=list(cart_ids))
    judged = lines.select_related("variant__product__vendor", "variant__stock")
    return list(judged.annotate(price_minor=line_price()))
