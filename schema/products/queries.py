"""Reads of the catalogue."""

import strawberry
import strawberry_django
from django.db.models import QuerySet

from fashionistar.products import models
from schema.lib.ids import row_id
from schema.lib.paging import Connection
from schema.lib.permissions import Public
from schema.lib.references import reference
from schema.products.inputs import ProductFilter, ProductSort, narrowed
from schema.products.types import Category, Product


@strawberry.type
class ProductQueries:
    """Root fields about the catalogue."""

    @strawberry_django.field(permission_classes=[Public], description="One product, by its slug or its id.")
    def product(self, slug: str | None = None, id: strawberry.ID | None = None) -> Product | None:
        """Null when there is no such product, or the actor may not see it."""
        if slug is not None:
            return models.Product.objects.filter(slug=slug)  # type: ignore[return-value]
        return reference(models.Product, row_id(id or "", "Product"))

    @strawberry_django.connection(
        Connection[Product], permission_classes=[Public], description="The catalogue, a page at a time."
    )
    def products(
        self,
        filter: ProductFilter | None = None,
        sort: ProductSort = ProductSort.NEWEST,
    ) -> QuerySet[models.Product]:
        """A page of products."""
        products = narrowed(models.Product.objects.all(), filter or ProductFilter())
        return products.order_by(*sort.value)

    @strawberry_django.field(permission_classes=[Public], description="One category, by its slug or its id.")
    def category(self, slug: str | None = None, id: strawberry.ID | None = None) -> Category | None:
        """Null when there is no such category."""
        if slug is not None:
            return models.Category.objects.filter(slug=slug)  # type: ignore[return-value]
        return reference(models.Category, row_id(id or "", "Category"))

    @strawberry_django.field(permission_classes=[Public], description="The roots of the category tree.")
    def categories(self) -> list[Category]:
        """In the order of the shop window."""
        return models.Category.objects.filter(parent=None).order_by("position", "name")  # type: ignore[return-value]
