"""Reads of the catalogue; the scope of what an actor may see of it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from fashionistar.kernel.actor import Actor
from fashionistar.products.models import Product, ProductStatus, Variant
from fashionistar.vendors.selectors import vendors_of


def visible_products(actor: Actor, queryset: QuerySet[Product] | None = None) -> QuerySet[Product]:
    """Published products for everybody; a shop's members also see its drafts; platform staff see all."""
    products = Product.objects.all() if queryset is None else queryset
    if actor.is_platform_staff:
        return products
    published = Q(status=ProductStatus.PUBLISHED)
    if actor.is_authenticated:
        return products.filter(published | Q(vendor__in=vendors_of(actor)))
    return products.filter(published)


def buyable_variants(variant_ids: Iterable[UUID]) -> QuerySet[Variant]:
    """The variants among these whose product is published, with product and prices."""
    return (
        Variant.objects.filter(pk__in=list(variant_ids), product__status=ProductStatus.PUBLISHED)
        .select_related("product__vendor")
        .prefetch_related("prices")
    )
