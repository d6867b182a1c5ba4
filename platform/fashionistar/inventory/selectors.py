"""Reads of stock for other use-cases."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F

from fashionistar.inventory.models import StockItem


def available(variant_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Units that can still be sold, by variant; a variant without stock is missing."""
    rows = StockItem.objects.filter(variant_id__in=list(variant_ids)).values_list(
        "variant_id", F("on_hand") - F("reserved")
    )
    return dict(rows)
