"""Reads of alterations."""

import strawberry
from django.db.models import Q

from fashionistar.alterations import models
from fashionistar.alterations.selectors import shop_alterations
from schema.alterations.types import Alteration
from schema.lib.paging import Connection, connection
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import Rows


@strawberry.type
class AlterationQueries:
    """Root fields about alterations."""

    @connection(
        Connection[Alteration],
        permission_classes=[SignedIn],
        description="What is altered in the shops whose orders she reads, the newest first. A buyer's own are on the "
        "lines of her orders.",
    )
    def alterations(self, status: models.AlterationStatus | None = None) -> Rows:
        """Empty for those who work in no shop."""
        where = Q() if status is None else Q(status=status)
        return Rows(models.Alteration, where, within=shop_alterations, order=("-created_at", "-id"))
