"""The moves of units between available, reserved and sold; every one locks its rows in key order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, F, IntegerField, Value, When

from fashionistar.inventory.events import StockChanged
from fashionistar.inventory.models import Hold, HoldLine, HoldStatus, StockItem
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM


@dataclass(frozen=True, slots=True)
class Shortage:
    """A variant of which fewer units are left than were asked for."""

    variant_id: UUID
    asked: int
    available: int


class InsufficientStockError(Exception):
    """Not every unit can be set aside; nothing was."""

    def __init__(self, shortages: tuple[Shortage, ...]) -> None:
        """Carry what is short."""
        super().__init__(f"{len(shortages)} variants are short")
        self.shortages = shortages


def reserve(quantities: Mapping[UUID, int]) -> None:
    """Move units from available to reserved, in the caller's transaction, rows locked in key order.

    Raises:
        InsufficientStockError: Some variant has too few units left; nothing is reserved.
    """
    rows = {
        row.variant_id: row.on_hand - row.reserved
        for row in StockItem.objects.filter(variant_id__in=quantities).order_by("pk").select_for_update(of=("self",))
    }
    shortages = tuple(
        Shortage(variant_id, asked, rows.get(variant_id, 0))
        for variant_id, asked in quantities.items()
        if rows.get(variant_id, 0) < asked
    )
    if shortages:
        raise InsufficientStockError(shortages)
    StockItem.objects.filter(variant_id__in=quantities).update(reserved=F("reserved") + by_variant(quantities))
    _tell(quantities)


def by_variant(quantities: Mapping[UUID, int]) -> Case:
    """The expression that gives each row its own quantity, so that one UPDATE serves them all."""
    return Case(
        *(When(variant_id=variant_id, then=Value(quantity)) for variant_id, quantity in quantities.items()),
        output_field=IntegerField(),
    )


def give_back(hold: Hold, *, status: HoldStatus) -> None:
    """End a locked, active hold by freeing its units; releasing and expiring are the same path."""
    quantities = lines_of(hold)
    _lock(quantities)
    StockItem.objects.filter(variant_id__in=quantities).update(reserved=F("reserved") - by_variant(quantities))
    _tell(quantities)
    Hold.objects.filter(pk=hold.pk).update(status=status)


def take_out(hold: Hold) -> None:
    """End a locked, active hold by selling its units."""
    quantities = lines_of(hold)
    _lock(quantities)
    sold = by_variant(quantities)
    StockItem.objects.filter(variant_id__in=quantities).update(
        reserved=F("reserved") - sold, on_hand=F("on_hand") - sold
    )
    Hold.objects.filter(pk=hold.pk).update(status=HoldStatus.COMMITTED)


def put_back(quantities: Mapping[UUID, int]) -> None:
    """Move sold units back on hand."""
    _lock(quantities)
    StockItem.objects.filter(variant_id__in=quantities).update(on_hand=F("on_hand") + by_variant(quantities))
    _tell(quantities)


def lines_of(hold: Hold) -> dict[UUID, int]:
    """Units by variant that a hold sets aside."""
    return dict(HoldLine.objects.filter(hold=hold).values_list("variant_id", "quantity"))


def lock_units(holds: Iterable[Hold]) -> None:
    """Lock the stock of several holds in one key order, before any of them is ended."""
    _lock(set(HoldLine.objects.filter(hold__in=holds).values_list("variant_id", flat=True)))


def _tell(variant_ids: Iterable[UUID]) -> None:
    outbox.record(*(StockChanged(variant_id=variant_id) for variant_id in sorted(variant_ids)), actor=SYSTEM)


def _lock(variant_ids: Collection[UUID]) -> None:
    rows = StockItem.objects.filter(variant_id__in=variant_ids).order_by("pk").select_for_update(of=("self",))
    list(rows.values_list("pk"))
