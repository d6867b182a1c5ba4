"""Facts about webhooks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class WebhookDeliveryRequested(Event):
    """Somebody asked for a delivery: a test, or an old one again."""

    topic: ClassVar[str] = "webhook_delivery"
    concerns: ClassVar[Mapping[str, str]] = {"endpoint_id": "webhook_endpoint"}
    delivery_id: UUID
    endpoint_id: UUID


@dataclass(frozen=True, slots=True)
class WebhookEndpointDisabled(Event):
    """An endpoint is no longer called; it says why."""

    topic: ClassVar[str] = "webhook_endpoint"
    endpoint_id: UUID
