"""Reads of the catalogue; the scope of what an actor may see of it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.products.models import Product, ProductStatus, Variant
from fashionistar.vendors.models import VendorPermission
from fashionistar.vendors.selectors import vendors_of, vendors_where

#: The scopes of a key that works on products before they are published.
_DRAFTS = frozenset({VendorPermission.PRODUCTS_MANAGE, VendorPermission.STOCK_MANAGE})


def product_scope(actor: Actor, path: str = "") -> Q:
    """What an actor may see of products, as a condition on rows that lead to them by `path`, such as `product__`.

    Published products are for everybody; a shop's members, and its keys for products or stock, also see its drafts;
    staff who may see all.
    """
    if actor.may(StaffPermission.CATALOGUE_READ):
        return Q()
    published = Q(**{f"{path}status": ProductStatus.PUBLISHED})
    works = actor.is_authenticated or bool(actor.scopes & _DRAFTS)
    return published | Q(**{f"{path}vendor__in": vendors_of(actor)}) if works else published


def visible_products(actor: Actor, queryset: QuerySet[Product] | None = None) -> QuerySet[Product]:
    """The products that the actor may see."""
    products = Product.objects.all() if queryset is None else queryset
    return products.filter(product_scope(actor))


def managed_products(actor: Actor) -> QuerySet[Product]:
    """The products that the actor manages."""
    return Product.objects.filter(vendor__in=vendors_where(actor, VendorPermission.PRODUCTS_MANAGE))


def buyable_variants(variant_ids: Iterable[UUID]) -> QuerySet[Variant]:
    """The variants among these whose product is published, with product and prices."""
    return (
        Variant.objects.filter(pk__in=list(variant_ids), product__status=ProductStatus.PUBLISHED)
        .select_related("product__vendor")
        .prefetch_related("prices")
    )
