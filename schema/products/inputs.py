"""How a list of products is narrowed and ordered."""

from enum import Enum

import strawberry
from django.db.models import F, Q, QuerySet

from fashionistar.products.models import Product


@strawberry.enum(description="The order of a list of products.")
class ProductSort(Enum):
    """Each ends with the id, so that pages never overlap."""

    # As PostgreSQL and the index have it; said aloud, since cursors must know where drafts without a time are.
    NEWEST = (F("published_at").desc(nulls_first=True), "-id")
    OLDEST = ("published_at", "id")
    NAME = ("name", "id")


@strawberry.input(description="Every given field narrows further.")
class ProductFilter:
    """Filters by slug, so that a storefront's addresses can be used as they are."""

    search: str | None = strawberry.field(default=None, description="Words in the name or the description.")
    category: str | None = strawberry.field(default=None, description="A category's slug; its subtree is included.")
    vendor: str | None = strawberry.field(default=None, description="A shop's slug.")
    brand: str | None = strawberry.field(default=None, description="A brand's slug.")
    collection: str | None = strawberry.field(default=None, description="A collection's slug.")
    in_stock: bool | None = strawberry.field(default=None, description="Has a variant that can be bought now.")
    made_to_measure: bool | None = None


def narrowed(products: QuerySet[Product], given: ProductFilter) -> QuerySet[Product]:
    """Apply a filter; an unknown slug matches nothing."""
    for word in (given.search or "").split()[:8]:
        products = products.filter(Q(name__icontains=word) | Q(description__icontains=word))
    if given.category is not None:
        products = products.filter(
            Q(category__slug=given.category)
            | Q(category__path__startswith=f"{given.category}/")
            | Q(category__path__contains=f"/{given.category}/")
        )
    slugs = {
        "vendor__slug": given.vendor,
        "brand__slug": given.brand,
        "made_to_measure": given.made_to_measure,
    }
    products = products.filter(**{path: value for path, value in slugs.items() if value is not None})
    if given.collection is not None:
        products = products.filter(pk__in=Product.objects.filter(collections__slug=given.collection).values("pk"))
    if given.in_stock is not None:
        buyable = Product.objects.filter(variants__stock__on_hand__gt=F("variants__stock__reserved")).values("pk")
        products = products.filter(pk__in=buyable) if given.in_stock else products.exclude(pk__in=buyable)
    return products
