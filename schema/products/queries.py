"""Reads of the catalogue."""

from functools import partial
from typing import Any
from uuid import UUID

import strawberry
from django.db.models import Q

from fashionistar.fitting.selectors import fitting_products
from fashionistar.products import models
from schema.lib.ids import row_id
from schema.lib.paging import connection
from schema.lib.permissions import Public
from schema.lib.projection.rows import Rows, one_of
from schema.products.facets import COUNTED_AT_MOST, FACETS, ProductConnection
from schema.products.inputs import ProductFilter, ProductSort, narrowed
from schema.products.types import Category, Product

#: The key of no profile.
NOBODY = UUID(int=0)


@strawberry.type
class ProductQueries:
    """Root fields about the catalogue."""

    @strawberry.field(permission_classes=[Public], description="One product, by its slug or its id.")
    def product(self, slug: str | None = None, id: strawberry.ID | None = None) -> Product | None:
        """Null when there is no such product, or the actor may not see it."""
        return one_of(models.Product, slug=slug, row=row_id(id or "", "Product"))

    @connection(ProductConnection, permission_classes=[Public], description="The catalogue, a page at a time.")
    def products(self, filter: ProductFilter | None = None, sort: ProductSort = ProductSort.NEWEST) -> Rows:
        """A page of products."""
        given = filter or ProductFilter()
        body = None if given.fits_me is None else row_id(given.fits_me, "MeasurementProfile") or NOBODY
        within = None if body is None else partial(fitting_products, body)
        return Rows(
            models.Product, narrowed(given), within=within, order=sort.value, counted=COUNTED_AT_MOST, facets=FACETS
        )

    @strawberry.field(permission_classes=[Public], description="One category, by its slug or its id.")
    def category(self, slug: str | None = None, id: strawberry.ID | None = None) -> Category | None:
        """Null when there is no such category."""
        return one_of(models.Category, slug=slug, row=row_id(id or "", "Category"))

    @strawberry.field(
        permission_classes=[Public], graphql_type=list[Category], description="The roots of the category tree."
    )
    def categories(self) -> Any:
        """In the order of the shop window."""
        return Rows(models.Category, Q(parent=None), order=("position", "name"))
