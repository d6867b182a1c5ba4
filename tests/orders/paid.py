"""Orders that are paid, for tests of what a shop does with its part."""

from collections.abc import Callable

from fashionistar.orders.models import VendorOrder
from tests.checkout.shopping import order_of, settled
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import Answer, Wire, gid, key

PART = "vendorOrder { id status trackingNumber shippedAt deliveredAt } userErrors { code message field }"
SHIP = f"""mutation($input: VendorOrderShipInput!, $key: String!) {{
  vendorOrderShip(input: $input) @idempotent(key: $key) {{ {PART} }} }}"""
DELIVER = f"""mutation($input: VendorOrderDeliverInput!, $key: String!) {{
  vendorOrderDeliver(input: $input) @idempotent(key: $key) {{ {PART} }} }}"""


def paid_parts(people: People, relay: Callable[[], int]) -> tuple[VendorOrder, VendorOrder]:
    """Ada's and Cleo's parts of one paid order of Dami's."""
    kanga = garment(people.boutique, "Kanga", prices={"NGN": 20_000_00})
    order = order_of(people.dami, (garment(people.atelier), 1), (kanga, 1))
    settled(order)
    relay()
    return order.vendor_orders.get(vendor=people.atelier), order.vendor_orders.get(vendor=people.boutique)


def ship(wire: Wire, part: VendorOrder, tracking: str = "", using: str | None = None) -> Answer:
    """Send `vendorOrderShip`."""
    return wire(SHIP, input={"id": gid(part), "trackingNumber": tracking}, key=using or key())


def deliver(wire: Wire, part: VendorOrder, using: str | None = None) -> Answer:
    """Send `vendorOrderDeliver`."""
    return wire(DELIVER, input={"id": gid(part)}, key=using or key())
