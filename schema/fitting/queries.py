"""Reads of sizes."""

from decimal import Decimal

import strawberry

from fashionistar.fitting import models
from fashionistar.fitting.conversions import SizeKind, size_labels
from schema.fitting.types import SizeChart
from schema.lib.ids import row_id
from schema.lib.permissions import Public
from schema.lib.projection.rows import one
from schema.measurements.enums import Sex

strawberry.enum(SizeKind, name="SizeKind", description="What a label counts.")


@strawberry.type(description="One size, as four systems label it.")
class SizeLabels:
    """A line of the conversion table."""

    uk: Decimal
    eu: Decimal
    us: Decimal
    au: Decimal


@strawberry.type
class FittingQueries:
    """Root fields about sizes."""

    @strawberry.field(permission_classes=[Public], description="One size chart.")
    def size_chart(self, id: strawberry.ID) -> SizeChart | None:
        """Null when there is no such chart."""
        return one(models.SizeChart, row_id(id, "SizeChart"))

    @strawberry.field(
        permission_classes=[Public],
        description="Adults' sizes as they are labelled in the UK, Europe, the USA and Australia, the smallest first; "
        "empty where there is no such system, as for women's chests. Shops' own charts count more.",
    )
    def size_conversions(self, kind: SizeKind, sex: Sex) -> list[SizeLabels]:
        """By the default charts of `fashion-size`."""
        return [SizeLabels(uk=row.uk, eu=row.eu, us=row.us, au=row.au) for row in size_labels(kind, sex)]
