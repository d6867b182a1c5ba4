"""Reads of the catalogue."""

import strawberry
import strawberry_django
from django.db.models import QuerySet

from fashionistar.products import models
from fashionistar.products.selectors import visible_products
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.paging import Connection
from schema.lib.permissions import Public
from schema.lib.references import one_of
from schema.products.inputs import ProductFilter, ProductSort, narrowed
from schema.products.types import Category, Product


@strawberry.type
class ProductQueries:
    """Root fields about the catalogue."""

    @strawberry_django.field(permission_classes=[Public], description="One product, by its slug or its id.")
    def product(self, info: WireInfo, slug: str | None = None, id: strawberry.ID | None = None) -> Product | None:
        """Null when there is no such product, or the actor may not see it."""
        return one_of(visible_products(info.context.actor), row_id(id or "", "Product"), slug)

    @strawberry_django.connection(
        Connection[Product], permission_classes=[Public], description="The catalogue, a page at a time."
    )
    def products(
        self,
        info: WireInfo,
        filter: ProductFilter | None = None,
        sort: ProductSort = ProductSort.NEWEST,
    ) -> QuerySet[models.Product]:
        """A page of products."""
        products = narrowed(visible_products(info.context.actor), filter or ProductFilter())
        return products.order_by(*sort.value)

    @strawberry_django.field(permission_classes=[Public], description="One category, by its slug or its id.")
    def category(self, slug: str | None = None, id: strawberry.ID | None = None) -> Category | None:
        """Null when there is no such category."""
        return one_of(models.Category.objects.all(), row_id(id or "", "Category"), slug)

    @strawberry_django.field(permission_classes=[Public], description="The roots of the category tree.")
    def categories(self) -> list[Category]:
        """In the order of the shop window."""
        return models.Category.objects.filter(parent=None).order_by("position", "name")  # type: ignore[return-value]
