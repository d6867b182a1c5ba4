"""Change a size chart."""

from uuid import UUID

from django.db import transaction

from fashionistar.fitting.chart_input import GivenSizes, checked_name, store_sizes
from fashionistar.fitting.models import ChartSize, SizeChart
from fashionistar.fitting.selectors import managed_charts
from fashionistar.fitting.services.size_chart_create import check_free
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements.units import LengthUnit
from fashionistar.vendors.models import Vendor


@transaction.atomic(durable=True)
def size_chart_update(
    *, actor: Actor, chart_id: UUID, name: str | None, unit: LengthUnit | None, given: GivenSizes | None
) -> SizeChart:
    """Change a chart; what is None stays as it is, and new sizes take the place of all.

    What feedback taught of its products stays: it says how they run, not how they are labelled.

    Raises:
        DomainError: NOT_FOUND, REQUIRED, INVALID, ALREADY_TAKEN.
    """
    chart = held_chart(actor, chart_id)
    if name is not None:
        chart.name = checked_name(name)
        check_free(chart.vendor, chart.garment, chart.name, but=chart.pk)
    chart.unit = chart.unit if unit is None else unit
    chart.save(update_fields=["name", "unit"])
    if given is not None:
        ChartSize.objects.filter(chart=chart).delete()
        store_sizes(chart, given)
    return chart


def held_chart(actor: Actor, chart_id: UUID) -> SizeChart:
    """Hold a chart that the actor manages and, before it, its shop.

    Raises:
        DomainError: NOT_FOUND, also when it is another shop's.
    """
    seen = managed_charts(actor).filter(pk=chart_id).values_list("vendor", flat=True).first()
    if seen is not None:
        list(Vendor.objects.filter(pk=seen).select_for_update(of=("self",), no_key=True))
    held = managed_charts(actor).filter(pk=chart_id).select_related("vendor").select_for_update(of=("self",))
    chart = held.first()
    if chart is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such size chart.", "id")
    return chart
