"""Keep a size chart."""

from uuid import UUID

from django.db import transaction

from fashionistar.fitting.chart_input import GivenSizes, checked_name, store_sizes
from fashionistar.fitting.models import SizeChart
from fashionistar.fitting.policies import MAX_CHARTS
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements.estimation.terms import Garment
from fashionistar.measurements.units import LengthUnit
from fashionistar.vendors.models import Vendor, VendorPermission
from fashionistar.vendors.selectors import vendors_where


@transaction.atomic(durable=True)
def size_chart_create(
    *, actor: Actor, vendor_id: UUID, garment: Garment, name: str, unit: LengthUnit, given: GivenSizes
) -> SizeChart:
    """Keep a chart of a shop whose products the actor manages.

    Raises:
        DomainError: FORBIDDEN; REQUIRED, INVALID; ALREADY_TAKEN: the shop has such a chart of this garment.
    """
    shops = vendors_where(actor, VendorPermission.PRODUCTS_MANAGE).select_for_update(of=("self",), no_key=True)
    vendor: Vendor | None = shops.filter(pk=vendor_id).first()
    if vendor is None:
        raise refuse(ErrorCode.FORBIDDEN, "You may not do this in this shop.", "vendorId")
    cleaned = checked_name(name)
    charts = SizeChart.objects.filter(vendor=vendor)
    if charts.count() >= MAX_CHARTS:
        raise refuse(ErrorCode.INVALID, f"The shop keeps {MAX_CHARTS} charts already. Delete one first.")
    check_free(vendor, garment, cleaned)
    chart = SizeChart(vendor=vendor, garment=garment, name=cleaned, unit=unit)
    chart.save(force_insert=True)
    store_sizes(chart, given)
    return chart


def check_free(vendor: Vendor, garment: str, name: str, *, but: UUID | None = None) -> None:
    """Check that a held shop has no other chart of this name.

    Raises:
        DomainError: ALREADY_TAKEN.
    """
    alike = SizeChart.objects.filter(vendor=vendor, garment=garment, name=name)
    if (alike if but is None else alike.exclude(pk=but)).exists():
        raise refuse(ErrorCode.ALREADY_TAKEN, "The shop has a chart of this garment by this name.", "name")
