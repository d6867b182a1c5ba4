"""The permission matrix of sizes: charts are for those who manage a shop's products, feedback is a buyer's."""

from typing import Any

from fashionistar.orders.models import OrderLine, VendorOrder, VendorOrderStatus
from tests.fitting.sizing import chart_of, follows, new_chart
from tests.wire.client import gid
from tests.wire.world import MANAGERS_ONLY, NOT_FOR_OTHERS, NOT_FOUND_BUT_DAMI_SIGNED_IN, Rows, World


def _bought(part: VendorOrder) -> OrderLine:
    return OrderLine.objects.select_related("variant__product").get(vendor_order=part)


def _follows(world: World) -> dict[str, Any]:
    variant = _bought(world.to_ship).variant
    assert variant is not None
    return {"productId": gid(variant.product), "sizeChartId": gid(chart_of(world.people))}


def _arrived(world: World) -> dict[str, Any]:
    VendorOrder.objects.filter(pk=world.to_deliver.pk).update(status=VendorOrderStatus.DELIVERED)
    line = _bought(world.to_deliver)
    assert line.variant is not None
    follows(line.variant.product, chart_of(world.people))
    return {"orderLineId": gid(line), "verdict": "TIGHT"}


FITTING: Rows = {
    "sizeChartCreate": (lambda w: new_chart(w.people), NOT_FOR_OTHERS),
    "sizeChartUpdate": (lambda w: {"id": gid(chart_of(w.people)), "name": "Men"}, MANAGERS_ONLY),
    "sizeChartDelete": (lambda w: {"id": gid(chart_of(w.people))}, MANAGERS_ONLY),
    "productSizeChartSet": (_follows, MANAGERS_ONLY),
    "fitFeedbackSubmit": (_arrived, NOT_FOUND_BUT_DAMI_SIGNED_IN),
}
#: For an API key of Ada's shop with all scopes, and of Cleo's.
FITTING_OF_KEYS = {
    "sizeChartCreate": ("OK", "FORBIDDEN"),
    "sizeChartUpdate": ("OK", "NOT_FOUND"),
    "sizeChartDelete": ("OK", "NOT_FOUND"),
    "productSizeChartSet": ("OK", "NOT_FOUND"),
}
