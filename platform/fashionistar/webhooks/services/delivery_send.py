"""Send what is due to an endpoint, one delivery at a time, outside any transaction."""

import random
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import orjson
import structlog
from django.db import close_old_connections, connection

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.sealing import opened
from fashionistar.webhooks.event_types import ABOUT, WebhookEventType
from fashionistar.webhooks.gateway import Answer, Renderer, RenderError, Sender
from fashionistar.webhooks.models import WebhookDelivery, WebhookEndpoint
from fashionistar.webhooks.services.delivery_lease import Lease, delivery_lease
from fashionistar.webhooks.services.delivery_settle import delivery_settle
from fashionistar.webhooks.signing import signed_headers

_log = structlog.get_logger("fashionistar.webhooks")
#: Only spreads tries over time.
_chance = random.SystemRandom().random


def delivery_send(
    *,
    endpoint_id: UUID,
    renderer: Renderer,
    sender: Sender,
    clock: Callable[[], datetime],
    chance: Callable[[], float] = _chance,
) -> bool:
    """Send the delivery that has waited longest; returns whether there was one to be sent now."""
    lease = delivery_lease(endpoint_id=endpoint_id, now=clock())
    if lease is None:
        return False
    answer = _tried(lease, renderer, sender, now=clock())
    _log.info(
        "webhook sent",
        endpoint_id=str(endpoint_id),
        delivery_id=str(lease.delivery.pk),
        status=answer.status_code,
        milliseconds=answer.duration_ms,
    )
    delivery_settle(lease=lease, answer=answer, now=clock(), chance=chance())
    return True


def _tried(lease: Lease, renderer: Renderer, sender: Sender, *, now: datetime) -> Answer:
    delivery = lease.delivery
    if not delivery.body:
        try:
            delivery.body = _rendered(lease, renderer)
        except RenderError as error:
            return Answer(0, error=f"The payload could not be read: {error}"[:300])
        WebhookDelivery.objects.filter(pk=delivery.pk).update(body=delivery.body)
    secrets = _secrets(lease, now)
    if not secrets:
        return Answer(0, error="The endpoint's secret is lost on our side. Rotate it.")
    headers = signed_headers(message_id=str(delivery.pk), body=delivery.body, secrets=secrets, now=now)
    # A slow receiver must not keep a connection to the database from others.
    if not connection.in_atomic_block:
        close_old_connections()
    about = {"Content-Type": "application/json", "User-Agent": "Fashionistar-Webhooks/1"}
    return sender(lease.endpoint.url, headers=about | headers, body=delivery.body.encode())


def _rendered(lease: Lease, renderer: Renderer) -> str:
    endpoint, delivery = lease.endpoint, lease.delivery
    event = WebhookEventType(delivery.event)
    data = renderer(
        actor=_owner(endpoint), event=event, subject=delivery.subject, selection=_selection(endpoint, event)
    )
    happened = delivery.occurred_at.astimezone(UTC).isoformat()
    return orjson.dumps({"type": ABOUT[event].name, "timestamp": happened, "data": orjson.Fragment(data)}).decode()


def _owner(endpoint: WebhookEndpoint) -> Actor:
    # A shop's endpoint never sees more than its shop, also when its owner works for the platform besides.
    staff = frozenset(StaffPermission) if endpoint.vendor_id is None else frozenset[StaffPermission]()
    return Actor(user_id=endpoint.owner_id, staff=staff)


def _selection(endpoint: WebhookEndpoint, event: WebhookEventType) -> str:
    return "" if event is WebhookEventType.ENDPOINT_TEST else endpoint.selection


def _secrets(lease: Lease, now: datetime) -> list[str]:
    endpoint = lease.endpoint
    stored = [endpoint.secret]
    if endpoint.previous_secret_until is not None and endpoint.previous_secret_until > now:
        stored.append(endpoint.previous_secret)
    return [secret for secret in map(opened, stored) if secret is not None]
