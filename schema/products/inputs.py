"""How a list of products is narrowed and ordered."""

from enum import Enum

import strawberry
from django.db.models import Exists, F, OuterRef, Q

from fashionistar.products import models


@strawberry.enum(description="The order of a list of products.")
class ProductSort(Enum):
    """Each ends with the id, so that pages never overlap."""

    NEWEST = ("-published_at", "-id")
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
    fits_me: strawberry.ID | None = strawberry.field(
        default=None,
        description="A measurement profile that she may see: only products of which some size fits it, by what is "
        "known of both; `Product.fit` says which.",
    )


_BUYABLE = Exists(models.Variant.objects.filter(product=OuterRef("pk"), stock__on_hand__gt=F("stock__reserved")))
_IN_STOCK, _OUT_OF_STOCK = Q(_BUYABLE), ~Q(_BUYABLE)


def narrowed(given: ProductFilter) -> Q:
    """A filter as a condition; an unknown slug matches nothing."""
    where = Q()
    for word in (given.search or "").split()[:8]:
        where &= Q(name__icontains=word) | Q(description__icontains=word)
    if given.category is not None:
        where &= (
            Q(category__slug=given.category)
            | Q(category__path__startswith=f"{given.category}/")
            | Q(category__path__contains=f"/{given.category}/")
        )
    columns = {
        "vendor__slug": given.vendor,
        "brand__slug": given.brand,
        "collections__slug": given.collection,
        "made_to_measure": given.made_to_measure,
    }
    where &= Q(**{path: value for path, value in columns.items() if value is not None})
    if given.in_stock is not None:
        where &= _IN_STOCK if given.in_stock else _OUT_OF_STOCK
    return where
