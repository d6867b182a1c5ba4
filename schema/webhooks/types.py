"""Webhooks on the wire. Secrets are not among what can be read."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, NullIf
from strawberry import auto, relay

from fashionistar.kernel.actor import Actor
from fashionistar.webhooks import models
from fashionistar.webhooks.selectors import managed_endpoints
from schema.lib.paging import Connection, connection
from schema.lib.projection.fields import kept
from schema.lib.projection.rows import Rows
from schema.vendors.types import Vendor
from schema.webhooks.enums import WebhookEventType

strawberry.enum(models.WebhookDisabledReason, description="Why an endpoint is no longer called.")
strawberry.enum(models.WebhookDeliveryStatus, description="Where a delivery stands.")


@strawberry_django.type(models.WebhookAttempt, description="One try to deliver.")
class WebhookAttempt(relay.Node):
    """A line of the delivery log."""

    started_at: auto
    duration_ms: int | None = strawberry_django.field(description="Null while it is under way, or if it broke off.")
    status_code: int | None = strawberry_django.field(description="Null when there was no answer.")

    error: str | None = strawberry_django.field(
        annotate=NullIf("error", Value("")), description="Why there was no answer."
    )
    answer: str | None = strawberry_django.field(
        annotate=NullIf("answer", Value("", TextField())), description="The first KB of what the receiver answered."
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The tries at the endpoints that the actor manages."""
        return rows.filter(delivery__endpoint__in=managed_endpoints(actor))


@strawberry_django.type(models.WebhookDelivery, description="One event for one endpoint.")
class WebhookDelivery(relay.Node):
    """A delivery and its tries."""

    event: WebhookEventType
    status: models.WebhookDeliveryStatus
    created_at: auto
    occurred_at: auto
    delivered_at: auto
    attempts: list[WebhookAttempt] = kept(description="Every try, the first one first.")

    message_id: str = strawberry_django.field(
        annotate=Cast("id", TextField()), description="What every try carries as `webhook-id`."
    )
    next_attempt_at: auto = strawberry_django.field(field_name="due_at", description="Null when it is over.")
    body: str | None = strawberry_django.field(
        annotate=NullIf("body", Value("", TextField())),
        description="What is sent, byte for byte; null until the first try.",
    )

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """The deliveries to the endpoints that the actor manages."""
        return rows.filter(endpoint__in=managed_endpoints(actor))


@strawberry_django.type(models.WebhookEndpoint, description="A URL that is told of events by signed requests.")
class WebhookEndpoint(relay.Node):
    """An endpoint; its shop's owner and managers see it."""

    url: auto
    description: auto
    events: list[WebhookEventType]
    vendor: Vendor | None = strawberry_django.field(description="Null for the platform's, which hears of all shops.")
    created_at: auto
    failing_since: auto
    disabled_at: auto

    selection: str | None = strawberry_django.field(
        annotate=NullIf("selection", Value("", TextField())),
        description="What it is sent, on `Node`; null for what each event sends by itself.",
    )
    disabled_reason: models.WebhookDisabledReason | None = strawberry_django.field(
        annotate=NullIf("disabled_reason", Value("")), description="Null while it is called."
    )

    @connection(Connection[WebhookDelivery], description="The delivery log, newest first.")
    def deliveries(status: models.WebhookDeliveryStatus | None = None) -> Rows:  # noqa: N805  (no row is given)
        """All of it, or what stands as asked."""
        where = Q(endpoint=OuterRef("pk"))
        where = where if status is None else where & Q(status=status)
        return Rows(models.WebhookDelivery, where, order=("-created_at", "-id"))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those that the actor manages."""
        return managed_endpoints(actor, rows)
