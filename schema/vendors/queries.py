"""Reads of shops."""

import strawberry
import strawberry_django
from django.db.models import QuerySet

from fashionistar.vendors import models
from schema.lib.ids import row_id
from schema.lib.paging import Connection
from schema.lib.permissions import Public
from schema.lib.references import one_of
from schema.vendors.types import Vendor


@strawberry.type
class VendorQueries:
    """Root fields about shops."""

    @strawberry_django.field(permission_classes=[Public], description="One shop, by its slug or its id.")
    def vendor(self, slug: str | None = None, id: strawberry.ID | None = None) -> Vendor | None:
        """Null when there is no such shop."""
        return one_of(models.Vendor.objects.all(), row_id(id or "", "Vendor"), slug)

    @strawberry_django.connection(Connection[Vendor], permission_classes=[Public], description="All shops, by name.")
    def vendors(self) -> QuerySet[models.Vendor]:
        """A page of shops."""
        return models.Vendor.objects.order_by("name", "id")
