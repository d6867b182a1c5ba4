"""Sold units that never left come back into stock."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from fashionistar.inventory.stock_moves import put_back


@transaction.atomic
def stock_return(*, quantities: Mapping[UUID, int]) -> None:
    """Put units (by variant) on hand again; variants that are no longer kept in stock are passed over."""
    if quantities:
        put_back(quantities)
