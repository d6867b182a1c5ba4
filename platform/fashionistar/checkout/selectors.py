"""Reads of carts; their tenant scope."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from fashionistar.checkout.models import Cart, CartLine
from fashionistar.kernel.actor import Actor
from fashionistar.products.models import VariantPrice


def visible_carts(actor: Actor, queryset: QuerySet[Cart] | None = None) -> QuerySet[Cart]:
    """The actor's own carts, and guests' carts for people who know their unguessable id; none for services."""
    carts = Cart.objects.all() if queryset is None else queryset
    if actor.is_authenticated:
        return carts.filter(Q(user_id=actor.user_id) | Q(user__isnull=True))
    return carts.none() if actor.is_service else carts.filter(user__isnull=True)


def line_price() -> Coalesce:
    """Today's price of one piece of a line in its cart's currency, in minor units; null when it is not sold in it.

    Of what is made to measure: what was agreed, else the variant's price and the surcharges of the specification.
    """
    return _price(currency="cart__currency", specification="specification__")


def specified_price() -> Coalesce:
    """The same of a specification that stands in no cart yet, in its own currency."""
    return _price(currency="currency", specification="")


def _price(*, currency: str, specification: str) -> Coalesce:
    price = VariantPrice.objects.filter(variant=OuterRef("variant"), currency=OuterRef(currency))
    added = Coalesce(F(f"{specification}surcharge_minor"), Value(0))
    agreed = F(f"{specification}agreed_price_minor")
    return Coalesce(agreed, Subquery(price.values("amount_minor")[:1]) + added)


def cart_lines(cart_ids: Iterable[UUID]) -> list[CartLine]:
    """The lines of carts, in order, with all that judging them needs, in one statement.

    Product, vendor, stock, specification and offering are joined; `price_minor` is `line_price`.
    """
    lines = CartLine.objects.filter(cart_id__in=list(cart_ids))
    judged = lines.select_related(
        "variant__product__vendor", "variant__product__offering", "variant__stock", "specification"
    )
    return list(judged.annotate(price_minor=line_price()))
