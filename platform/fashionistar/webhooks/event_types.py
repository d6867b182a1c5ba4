"""What endpoints can be told of: each event's name in the body, and the kind of row that it is about."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices


class WebhookEventType(TextChoices):
    """What happened."""

    VENDOR_ORDER_PAID = "VENDOR_ORDER_PAID"
    VENDOR_ORDER_SHIPPED = "VENDOR_ORDER_SHIPPED"
    VENDOR_ORDER_DELIVERED = "VENDOR_ORDER_DELIVERED"
    VENDOR_ORDER_CANCELLED = "VENDOR_ORDER_CANCELLED"
    STOCK_CHANGED = "STOCK_CHANGED"
    ENDPOINT_TEST = "ENDPOINT_TEST"


@dataclass(frozen=True, slots=True)
class About:
    """The event's name in the body, and the type of the row under whose id the payload is read."""

    name: str
    type_name: str


ABOUT: Mapping[WebhookEventType, About] = {
    WebhookEventType.VENDOR_ORDER_PAID: About("vendor_order.paid", "VendorOrder"),
    WebhookEventType.VENDOR_ORDER_SHIPPED: About("vendor_order.shipped", "VendorOrder"),
    WebhookEventType.VENDOR_ORDER_DELIVERED: About("vendor_order.delivered", "VendorOrder"),
    WebhookEventType.VENDOR_ORDER_CANCELLED: About("vendor_order.cancelled", "VendorOrder"),
    WebhookEventType.STOCK_CHANGED: About("stock.changed", "Variant"),
    WebhookEventType.ENDPOINT_TEST: About("endpoint.test", "WebhookEndpoint"),
}
