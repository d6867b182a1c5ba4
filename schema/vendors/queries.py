"""Reads of shops."""

import strawberry

from fashionistar.vendors import models
from schema.lib.ids import row_id
from schema.lib.paging import Connection, connection
from schema.lib.permissions import Public
from schema.lib.projection.rows import Rows, one_of
from schema.vendors.types import Vendor


@strawberry.type
class VendorQueries:
    """Root fields about shops."""

    @strawberry.field(permission_classes=[Public], description="One shop, by its slug or its id.")
    def vendor(self, slug: str | None = None, id: strawberry.ID | None = None) -> Vendor | None:
        """Null when there is no such shop."""
        return one_of(models.Vendor, slug=slug, row=row_id(id or "", "Vendor"))

    @connection(Connection[Vendor], permission_classes=[Public], description="All shops, by name.")
    def vendors(self) -> Rows:
        """A page of shops."""
        return Rows(models.Vendor, order=("name", "id"))
