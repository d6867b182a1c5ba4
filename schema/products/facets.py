"""What a list of products is told apart by, and how far it is counted."""

from enum import Enum

import strawberry
from django.db.models import Case, Value, When

from schema.lib.paging import Connection
from schema.lib.projection.rows import Facets
from schema.products.types import Product

#: Counting to the end of a million products takes a second; nobody turns more pages than these fill.
COUNTED_AT_MOST = 250


@strawberry.enum(description="What products are told apart by; each is a field of `ProductFilter`.")
class FacetField(Enum):
    """In the order in which they are shown."""

    CATEGORY = "CATEGORY"
    BRAND = "BRAND"
    VENDOR = "VENDOR"
    MADE_TO_MEASURE = "MADE_TO_MEASURE"


FACETS: Facets = {
    FacetField.CATEGORY.value: ("category__slug", "category__name"),
    FacetField.BRAND.value: ("brand__slug", "brand__name"),
    FacetField.VENDOR.value: ("vendor__slug", "vendor__name"),
    FacetField.MADE_TO_MEASURE.value: (
        "made_to_measure",
        Case(When(made_to_measure=True, then=Value("Made to measure")), default=Value("Ready to wear")),
    ),
}


@strawberry.type(description="A value that some of the products have.")
class FacetValue:
    """One choice of a storefront's filters."""

    value: str = strawberry.field(description="As `ProductFilter` takes it: a slug, or true or false.")
    label: str = strawberry.field(description="For people.")
    count: int = strawberry.field(description="How many of the products that were counted have it.")


@strawberry.type(description="What the products are told apart by, the most frequent values first, 20 at most.")
class Facet:
    """One of a storefront's filters."""

    field: FacetField
    values: list[FacetValue]


@strawberry.type(name="ProductConnection", description="A page of products, and what all of them are told apart by.")
class ProductConnection(Connection[Product]):
    """Its facets are counted over the products that the filter leaves, as many as `totalCount` counts."""

    facets: list[Facet] = strawberry.field(
        description="Over the products that the filter leaves, as many of the first of them as `totalCount` counts."
    )
